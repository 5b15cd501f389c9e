package io.rpcboot.demo.message;

import io.rpcboot.demo.api.Message;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The rows of {@code chat_message.inbox}. */
@Repository
class InboxRepository {

    private static final String INSERT =
            "INSERT INTO chat_message.inbox (from_id, to_id, group_id, text, sent_at) VALUES (?, ?, ?, ?, ?)";

    private final JdbcClient db;

    InboxRepository(JdbcClient db) {
        this.db = db;
    }

    /** The new message's id. */
    long insert(long fromId, long toId, String text) {
        return insert(fromId, toId, OptionalLong.empty(), text, Instant.now());
    }

    /** To all of them or, if it fails, to none. */
    @Transactional
    void insertAll(long fromId, List<Long> toIds, OptionalLong groupId, String text) {
        Instant now = Instant.now();
        for (long toId : toIds) {
            insert(fromId, toId, groupId, text, now);
        }
    }

    private long insert(long fromId, long toId, OptionalLong groupId, String text, Instant sentAt) {
        KeyHolder key = new GeneratedKeyHolder();
        db.sql(INSERT)
                .param(fromId)
                .param(toId)
                .param(groupId.isPresent() ? groupId.getAsLong() : null)
                .param(text)
                .param(sentAt)
                .update(key, "id");
        return Objects.requireNonNull(key.getKeyAs(Long.class));
    }

    List<Message> findUnacknowledged(long userId) {
        return db.sql("SELECT * FROM chat_message.inbox WHERE to_id = ? AND NOT acknowledged ORDER BY id LIMIT 1000")
                .param(userId)
                .query(InboxRepository::message)
                .list();
    }

    void acknowledge(long userId, long messageId) {
        db.sql("UPDATE chat_message.inbox SET acknowledged = TRUE WHERE to_id = ? AND id <= ? AND NOT acknowledged")
                .params(userId, messageId)
                .update();
    }

    List<Message> findConversation(long one, long other) {
        return db.sql("SELECT * FROM (SELECT * FROM chat_message.inbox WHERE group_id IS NULL"
                        + " AND (from_id = :one AND to_id = :other OR from_id = :other AND to_id = :one)"
                        + " ORDER BY id DESC LIMIT 100) ORDER BY id")
                .param("one", one)
                .param("other", other)
                .query(InboxRepository::message)
                .list();
    }

    long count() {
        return db.sql("SELECT COUNT(*) FROM chat_message.inbox")
                .query(Long.class)
                .single();
    }

    private static Message message(ResultSet row, int number) throws SQLException {
        return new Message(
                row.getLong("id"),
                row.getLong("from_id"),
                row.getLong("to_id"),
                optional(row.getObject("group_id", Long.class)),
                row.getString("text"),
                row.getObject("sent_at", Instant.class));
    }

    private static OptionalLong optional(@Nullable Long value) {
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
