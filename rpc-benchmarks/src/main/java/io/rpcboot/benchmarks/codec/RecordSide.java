package io.rpcboot.benchmarks.codec;

import io.rpcboot.benchmarks.codec.UserService.Address;
import io.rpcboot.benchmarks.codec.UserService.Gender;
import io.rpcboot.benchmarks.codec.UserService.User;
import io.rpcboot.benchmarks.codec.UserService.UserPage;
import io.rpcboot.contract.ContractReader;
import io.rpcboot.core.Marshaller;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.Blackhole;

/** Records and the marshallers that calls use. */
final class RecordSide {

    private final Marshaller<@Nullable Object> user = marshaller("getUser");
    private final Marshaller<@Nullable Object> page = marshaller("listUser");

    private static Marshaller<@Nullable Object> marshaller(String method) {
        return ContractReader.read(UserService.class).methods().stream()
                .filter(candidate -> candidate.descriptor().name().equals(method))
                .findFirst()
                .orElseThrow()
                .descriptor()
                .response();
    }

    private static User make(UserData data) {
        return new User(
                data.id,
                data.username,
                data.nickname,
                data.email,
                data.phone,
                data.age,
                data.active,
                data.balance,
                Gender.FEMALE,
                Instant.ofEpochSecond(data.createdSeconds, data.createdNanos),
                Instant.ofEpochSecond(data.loginSeconds, data.loginNanos),
                List.of(data.tag1, data.tag2, data.tag3),
                new Address(data.street, data.city, data.postalCode, data.country),
                data.bio,
                data.level);
    }

    byte[] encodeUser(UserData data) {
        return user.encode(make(data));
    }

    byte[] encodePage(UserData[] all) {
        List<User> users = new ArrayList<>();
        for (UserData data : all) {
            users.add(make(data));
        }
        return page.encode(new UserPage(users, all.length * 100));
    }

    void decodeUser(byte[] bytes, Blackhole blackhole) {
        touch((User) present(user.decode(bytes, 0, bytes.length)), blackhole);
    }

    void decodePage(byte[] bytes, Blackhole blackhole) {
        UserPage read = (UserPage) present(page.decode(bytes, 0, bytes.length));
        for (User each : read.users()) {
            touch(each, blackhole);
        }
        blackhole.consume(read.total());
    }

    private static Object present(@Nullable Object value) {
        if (value == null) {
            throw new IllegalStateException("nothing was read");
        }
        return value;
    }

    @SuppressWarnings("JavaInstantGetSecondsGetNano") // the seconds are read beside them
    private static void touch(User read, Blackhole blackhole) {
        blackhole.consume(read.id());
        blackhole.consume(read.username());
        blackhole.consume(read.nickname());
        blackhole.consume(read.email());
        blackhole.consume(read.phone());
        blackhole.consume(read.age());
        blackhole.consume(read.active());
        blackhole.consume(read.balance());
        blackhole.consume(read.gender());
        blackhole.consume(read.createdAt().getEpochSecond());
        blackhole.consume(read.createdAt().getNano());
        blackhole.consume(read.lastLoginAt().getEpochSecond());
        blackhole.consume(read.lastLoginAt().getNano());
        for (String tag : read.tags()) {
            blackhole.consume(tag);
        }
        blackhole.consume(read.address().street());
        blackhole.consume(read.address().city());
        blackhole.consume(read.address().postalCode());
        blackhole.consume(read.address().country());
        blackhole.consume(read.bio());
        blackhole.consume(read.level());
    }
}
