package io.rpcboot.benchmarks.codec;

import java.util.Random;

/** What both sides make a user of. About 300 bytes on the wire; a few texts are not ASCII, as in life. */
final class UserData {

    final long id;
    final String username;
    final String nickname;
    final String email;
    final String phone;
    final int age;
    final boolean active = true;
    final double balance;
    final long createdSeconds;
    final int createdNanos;
    final long loginSeconds;
    final int loginNanos;
    final String tag1 = "early-adopter";
    final String tag2 = "newsletter";
    final String tag3 = "premium";
    final String street;
    final String city;
    final String postalCode;
    final String country = "Portugal";
    final String bio;
    final int level;

    UserData(long seed) {
        Random random = new Random(seed);
        id = 1_000_000_000L + random.nextInt(1_000_000_000);
        username = "user-" + random.nextInt(1_000_000);
        nickname = seed % 5 == 0 ? "Zoë " + seed : "Nick " + random.nextInt(10_000);
        email = username + "@mail.example.com";
        phone = "+351 21 " + (1_000_000 + random.nextInt(9_000_000));
        age = 18 + random.nextInt(60);
        balance = random.nextInt(1_000_000) / 100.0;
        createdSeconds = 1_600_000_000L + random.nextInt(100_000_000);
        createdNanos = random.nextInt(1_000_000_000);
        loginSeconds = 1_700_000_000L + random.nextInt(100_000_000);
        loginNanos = random.nextInt(1_000_000_000);
        street = "Rua Augusta " + random.nextInt(300);
        city = "Lisboa";
        postalCode = "1100-" + (100 + random.nextInt(900));
        bio = "Writes about trains, rivers and the weather; answers mail on Mondays. No " + random.nextInt(1000);
        level = 1 + random.nextInt(99);
    }

    static UserData[] page() {
        UserData[] users = new UserData[15];
        for (int i = 0; i < users.length; i++) {
            users[i] = new UserData(i + 1);
        }
        return users;
    }
}
