package io.rpcboot.demo.api;

import io.rpcboot.RpcField;

/** Only the group's owner may do this. */
@RpcField(5)
public class NotGroupOwnerException extends Exception {

    private static final long serialVersionUID = 1L;

    private final long ownerId;

    /** The user who may. */
    public NotGroupOwnerException(String message, long ownerId) {
        super(message);
        this.ownerId = ownerId;
    }

    /** The user who may. */
    public long getOwnerId() {
        return ownerId;
    }
}
