package io.rpcboot.demo.user;

import io.rpcboot.demo.api.Profile;
import io.rpcboot.demo.api.User;
import java.time.Instant;
import java.util.Optional;

/** A user as the module stores it. */
record Account(
        long id,
        String name,
        String passwordHash,
        boolean administrator,
        boolean online,
        Optional<Instant> lastLogin,
        int friends) {

    User toUser() {
        return new User(id, name, administrator);
    }

    Profile toProfile() {
        return new Profile(toUser(), online, lastLogin, friends);
    }
}
