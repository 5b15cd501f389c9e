package io.rpcboot.demo.api;

import io.rpcboot.RpcMethod;
import java.util.List;

/** Who is whose friend. A friendship holds both ways. */
public interface FriendService {

    /** The user's friends, by name; empty for a user without friends, and for one that does not exist. */
    @RpcMethod(idempotent = true)
    List<User> getUserFriendList(long userId);

    /**
     * Makes two users friends; without effect if they are.
     *
     * @return the new friend
     * @throws NoSuchUserException if one of the two does not exist
     * @throws io.rpcboot.RpcException with {@code INVALID_ARGUMENT} if they are the same
     */
    @RpcMethod(idempotent = true)
    User addFriend(long userId, String friendName) throws NoSuchUserException;

    /** Ends a friendship; without effect if there is none. */
    @RpcMethod(idempotent = true)
    void removeFriend(long userId, long friendId);

    /** Ends all friendships of a user. */
    @RpcMethod(idempotent = true)
    void removeUser(long userId);
}
