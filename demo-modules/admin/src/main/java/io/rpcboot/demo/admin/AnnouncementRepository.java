package io.rpcboot.demo.admin;

import io.rpcboot.demo.api.Announcement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;
import org.springframework.stereotype.Repository;

/** The rows of {@code chat_admin.announcement}. */
@Repository
class AnnouncementRepository {

    private final JdbcClient db;

    AnnouncementRepository(JdbcClient db) {
        this.db = db;
    }

    Announcement insert(String text) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS); // what the column holds
        KeyHolder key = new GeneratedKeyHolder();
        db.sql("INSERT INTO chat_admin.announcement (text, announced_at) VALUES (?, ?)")
                .param(text)
                .param(now)
                .update(key, "id");
        return new Announcement(Objects.requireNonNull(key.getKeyAs(Long.class)), text, now);
    }

    List<Announcement> findLatest() {
        return db.sql("SELECT * FROM chat_admin.announcement ORDER BY id DESC LIMIT 100")
                .query((row, number) -> new Announcement(
                        row.getLong("id"), row.getString("text"), row.getObject("announced_at", Instant.class)))
                .list();
    }

    int count() {
        return db.sql("SELECT COUNT(*) FROM chat_admin.announcement")
                .query(Integer.class)
                .single();
    }
}
