package io.rpcboot.demo.api;

import io.rpcboot.RpcMethod;
import java.util.List;

/** Groups of users. */
public interface GroupService {

    /**
     * Makes a group with its owner as the first member.
     *
     * @param name 1 to 32 characters, not only blanks
     * @throws NameTakenException if another group has this name
     * @throws NoSuchUserException if the owner does not exist
     * @throws io.rpcboot.RpcException with {@code INVALID_ARGUMENT} if the name breaks the rules
     */
    Group create(long ownerId, String name) throws NameTakenException, NoSuchUserException;

    /**
     * Makes a user a member; without effect if the user is.
     *
     * @throws NoSuchGroupException if there is no such group
     * @throws NoSuchUserException if there is no such user
     */
    @RpcMethod(idempotent = true)
    void join(long groupId, long userId) throws NoSuchGroupException, NoSuchUserException;

    /**
     * Removes a member; without effect on others.
     *
     * @throws NoSuchGroupException if there is no such group
     * @throws NotGroupOwnerException if {@code ownerId} is not the group's owner
     * @throws io.rpcboot.RpcException with {@code INVALID_ARGUMENT} if the owner is to be removed
     */
    @RpcMethod(idempotent = true)
    void kick(long groupId, long ownerId, long userId) throws NoSuchGroupException, NotGroupOwnerException;

    /**
     * Ends a group.
     *
     * @throws NoSuchGroupException if there is no such group
     * @throws NotGroupOwnerException if {@code ownerId} is not the group's owner
     */
    void dissolve(long groupId, long ownerId) throws NoSuchGroupException, NotGroupOwnerException;

    /**
     * The ids of a group's members.
     *
     * @throws NoSuchGroupException if there is no such group
     */
    @RpcMethod(idempotent = true)
    List<Long> getMemberIds(long groupId) throws NoSuchGroupException;

    /** The groups that a user is a member of, by name. */
    @RpcMethod(idempotent = true)
    List<Group> getGroupsOf(long userId);
}
