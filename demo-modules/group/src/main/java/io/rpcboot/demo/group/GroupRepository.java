package io.rpcboot.demo.group;

import io.rpcboot.demo.api.Group;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The rows of {@code chat_group}. */
@Repository
class GroupRepository {

    private final JdbcClient db;

    GroupRepository(JdbcClient db) {
        this.db = db;
    }

    /** A new group with its first member; empty if the name is taken. */
    @Transactional
    Optional<Group> insert(long ownerId, String name) {
        try {
            db.sql("INSERT INTO chat_group.talk_group (name, owner_id) VALUES (?, ?)")
                    .params(name, ownerId)
                    .update();
        } catch (DuplicateKeyException e) {
            return Optional.empty();
        }
        Group group = db.sql("SELECT * FROM chat_group.talk_group WHERE name = ?")
                .param(name)
                .query(GroupRepository::group)
                .single();
        insertMember(group.id(), ownerId);
        return Optional.of(group);
    }

    /** Its members go with it. */
    void delete(long groupId) {
        db.sql("DELETE FROM chat_group.talk_group WHERE id = ?").param(groupId).update();
    }

    Optional<Group> find(long groupId) {
        return db.sql("SELECT * FROM chat_group.talk_group WHERE id = ?")
                .param(groupId)
                .query(GroupRepository::group)
                .optional();
    }

    void insertMember(long groupId, long userId) {
        db.sql("MERGE INTO chat_group.member KEY (group_id, user_id) VALUES (?, ?)")
                .params(groupId, userId)
                .update();
    }

    void deleteMember(long groupId, long userId) {
        db.sql("DELETE FROM chat_group.member WHERE group_id = ? AND user_id = ?")
                .params(groupId, userId)
                .update();
    }

    List<Long> findMemberIds(long groupId) {
        return db.sql("SELECT user_id FROM chat_group.member WHERE group_id = ? ORDER BY user_id")
                .param(groupId)
                .query(Long.class)
                .list();
    }

    List<Group> findGroupsOf(long userId) {
        return db.sql("SELECT g.* FROM chat_group.talk_group g JOIN chat_group.member m ON m.group_id = g.id"
                        + " WHERE m.user_id = ? ORDER BY g.name")
                .param(userId)
                .query(GroupRepository::group)
                .list();
    }

    private static Group group(ResultSet row, int number) throws SQLException {
        return new Group(row.getLong("id"), row.getString("name"), row.getLong("owner_id"));
    }
}
