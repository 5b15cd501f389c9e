package io.rpcboot.demo.api;

import io.rpcboot.RpcField;

/** Only members of the group may do this; joining helps. */
@RpcField(6)
public class NotGroupMemberException extends Exception {

    private static final long serialVersionUID = 1L;

    private final long groupId;

    /** The group that the user is not a member of. */
    public NotGroupMemberException(String message, long groupId) {
        super(message);
        this.groupId = groupId;
    }

    /** The group that the user is not a member of. */
    public long getGroupId() {
        return groupId;
    }
}
