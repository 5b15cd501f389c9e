package io.rpcboot.demo.api;

import java.time.Instant;

/**
 * What an administrator wants everybody to know, whenever they look.
 *
 * @param id grows from announcement to announcement
 * @param text what is announced
 * @param announcedAt when
 */
public record Announcement(long id, String text, Instant announcedAt) {}
