package io.rpcboot.demo.user;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of {@code chat_user.account}. */
@Repository
class AccountRepository {

    private final JdbcClient db;

    AccountRepository(JdbcClient db) {
        this.db = db;
    }

    /** False if the name is taken. */
    boolean insert(String name, String passwordHash, boolean administrator) {
        try {
            db.sql("INSERT INTO chat_user.account (name, password_hash, administrator) VALUES (?, ?, ?)")
                    .params(name, passwordHash, administrator)
                    .update();
            return true;
        } catch (DuplicateKeyException e) {
            return false;
        }
    }

    void delete(long id) {
        db.sql("DELETE FROM chat_user.account WHERE id = ?").param(id).update();
    }

    Optional<Account> find(String name) {
        return db.sql("SELECT * FROM chat_user.account WHERE name = ?")
                .param(name)
                .query(AccountRepository::account)
                .optional();
    }

    Optional<Account> find(long id) {
        return db.sql("SELECT * FROM chat_user.account WHERE id = ?")
                .param(id)
                .query(AccountRepository::account)
                .optional();
    }

    List<Account> findAll() {
        return db.sql("SELECT * FROM chat_user.account ORDER BY name")
                .query(AccountRepository::account)
                .list();
    }

    int countOnline() {
        return db.sql("SELECT COUNT(*) FROM chat_user.account WHERE online")
                .query(Integer.class)
                .single();
    }

    void loggedIn(long id, Instant at) {
        db.sql("UPDATE chat_user.account SET online = TRUE, last_login = ? WHERE id = ?")
                .params(at, id)
                .update();
    }

    void loggedOut(long id) {
        db.sql("UPDATE chat_user.account SET online = FALSE WHERE id = ?")
                .param(id)
                .update();
    }

    void setFriends(long id, int friends) {
        db.sql("UPDATE chat_user.account SET friends = ? WHERE id = ?")
                .params(friends, id)
                .update();
    }

    void setPasswordHash(long id, String passwordHash) {
        db.sql("UPDATE chat_user.account SET password_hash = ? WHERE id = ?")
                .params(passwordHash, id)
                .update();
    }

    private static Account account(ResultSet row, int number) throws SQLException {
        return new Account(
                row.getLong("id"),
                row.getString("name"),
                row.getString("password_hash"),
                row.getBoolean("administrator"),
                row.getBoolean("online"),
                Optional.ofNullable(row.getObject("last_login", Instant.class)),
                row.getInt("friends"));
    }
}
