package io.rpcboot.demo.api;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a user at this moment.
 *
 * @param user who
 * @param online whether the user is logged in
 * @param lastLogin when the user last logged in; empty if never
 * @param friends how many friends the user had at the last login
 */
public record Profile(User user, boolean online, Optional<Instant> lastLogin, int friends) {}
