package io.rpcboot.demo.user;

import java.util.Optional;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of {@code chat_user.session}; by the database's clock, the only one that all processes share. */
@Repository
class SessionRepository {

    private final JdbcClient db;

    SessionRepository(JdbcClient db) {
        this.db = db;
    }

    /** False if there is no such user. */
    boolean insert(String secretHash, long userId) {
        try {
            db.sql("INSERT INTO chat_user.session (secret_hash, user_id, ends)"
                            + " VALUES (?, ?, CURRENT_TIMESTAMP + INTERVAL '12' HOUR)")
                    .params(secretHash, userId)
                    .update();
            return true;
        } catch (DataIntegrityViolationException e) {
            return false;
        }
    }

    /** Whose it is, unless it has ended. */
    Optional<Long> findUser(String secretHash) {
        return db.sql("SELECT user_id FROM chat_user.session WHERE secret_hash = ? AND ends > CURRENT_TIMESTAMP")
                .param(secretHash)
                .query(Long.class)
                .optional();
    }

    void delete(String secretHash) {
        db.sql("DELETE FROM chat_user.session WHERE secret_hash = ?")
                .param(secretHash)
                .update();
    }

    void deleteEnded() {
        db.sql("DELETE FROM chat_user.session WHERE ends <= CURRENT_TIMESTAMP").update();
    }
}
