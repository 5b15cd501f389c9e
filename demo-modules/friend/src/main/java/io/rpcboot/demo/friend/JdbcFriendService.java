package io.rpcboot.demo.friend;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.demo.api.FriendService;
import io.rpcboot.demo.api.NoSuchUserException;
import io.rpcboot.demo.api.User;
import io.rpcboot.demo.api.UserService;
import io.rpcboot.spring.RpcReference;
import io.rpcboot.spring.RpcService;
import java.util.List;

/** Friendships as rows of a database. */
@RpcService
class JdbcFriendService implements FriendService {

    private final FriendshipRepository friendships;
    private final UserService users;

    JdbcFriendService(FriendshipRepository friendships, @RpcReference UserService users) {
        this.friendships = friendships;
        this.users = users;
    }

    @Override
    public List<User> getUserFriendList(long userId) {
        return friendships.findFriends(userId);
    }

    @Override
    public User addFriend(long userId, String friendName) throws NoSuchUserException {
        User user = users.getProfile(userId).user();
        User friend = users.find(friendName);
        if (user.id() == friend.id()) {
            throw new RpcException(Code.INVALID_ARGUMENT, friendName + " cannot be a friend of " + friendName);
        }
        friendships.insert(user, friend);
        return friend;
    }

    @Override
    public void removeFriend(long userId, long friendId) {
        friendships.delete(userId, friendId);
    }

    @Override
    public void removeUser(long userId) {
        friendships.deleteAll(userId);
    }
}
