package io.rpcboot.demo.api;

import io.rpcboot.RpcField;

/** Nobody is known by this name or id. */
@RpcField(2)
public class NoSuchUserException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String user;

    /** The name or id that nobody has. */
    public NoSuchUserException(String message, String user) {
        super(message);
        this.user = user;
    }

    /** The name or id that was asked for. */
    public String getUser() {
        return user;
    }
}
