package io.rpcboot.demo.api;

import io.rpcboot.RpcField;

/** The group does not exist, or no longer. */
@RpcField(4)
public class NoSuchGroupException extends Exception {

    private static final long serialVersionUID = 1L;

    private final long groupId;

    /** The id that no group has. */
    public NoSuchGroupException(String message, long groupId) {
        super(message);
        this.groupId = groupId;
    }

    /** The id that was asked for. */
    public long getGroupId() {
        return groupId;
    }
}
