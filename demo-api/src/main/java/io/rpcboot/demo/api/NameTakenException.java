package io.rpcboot.demo.api;

import io.rpcboot.RpcField;

/** The name is in use; another may be free. */
@RpcField(1)
public class NameTakenException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String name;

    /** The name that somebody else has. */
    public NameTakenException(String message, String name) {
        super(message);
        this.name = name;
    }

    /** The name that is in use. */
    public String getName() {
        return name;
    }
}
