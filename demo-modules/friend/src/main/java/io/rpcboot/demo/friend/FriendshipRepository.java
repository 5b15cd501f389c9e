package io.rpcboot.demo.friend;

import io.rpcboot.demo.api.User;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The rows of {@code chat_friend.friendship}: two of them a friendship. */
@Repository
class FriendshipRepository {

    private final JdbcClient db;

    FriendshipRepository(JdbcClient db) {
        this.db = db;
    }

    List<User> findFriends(long userId) {
        return db.sql("SELECT * FROM chat_friend.friendship WHERE user_id = ? ORDER BY friend_name")
                .param(userId)
                .query((row, number) -> new User(
                        row.getLong("friend_id"), row.getString("friend_name"), row.getBoolean("friend_administrator")))
                .list();
    }

    @Transactional
    void insert(User one, User other) {
        merge(one, other);
        merge(other, one);
    }

    private void merge(User user, User friend) {
        db.sql("MERGE INTO chat_friend.friendship KEY (user_id, friend_id) VALUES (?, ?, ?, ?)")
                .params(user.id(), friend.id(), friend.name(), friend.administrator())
                .update();
    }

    void delete(long userId, long friendId) {
        db.sql("DELETE FROM chat_friend.friendship"
                        + " WHERE user_id = :user AND friend_id = :friend OR user_id = :friend AND friend_id = :user")
                .param("user", userId)
                .param("friend", friendId)
                .update();
    }

    void deleteAll(long userId) {
        db.sql("DELETE FROM chat_friend.friendship WHERE user_id = :user OR friend_id = :user")
                .param("user", userId)
                .update();
    }
}
