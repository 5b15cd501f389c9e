package io.rpcboot.benchmarks.codec;

import java.time.Instant;
import java.util.List;

/** The contract whose marshallers are measured. {@code users.proto} says the same to protoc. */
interface UserService {

    User getUser(long id);

    UserPage listUser(int page);

    record User(
            long id,
            String username,
            String nickname,
            String email,
            String phone,
            int age,
            boolean active,
            double balance,
            Gender gender,
            Instant createdAt,
            Instant lastLoginAt,
            List<String> tags,
            Address address,
            String bio,
            int level) {}

    record Address(String street, String city, String postalCode, String country) {}

    record UserPage(List<User> users, int total) {}

    enum Gender {
        FEMALE,
        MALE,
        OTHER
    }
}
