package io.rpcboot.demo.api;

import io.rpcboot.RpcField;

/** Name and password do not belong together; which of them is wrong is not said. */
@RpcField(3)
public class WrongPasswordException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Says so in these words. */
    public WrongPasswordException(String message) {
        super(message);
    }
}
