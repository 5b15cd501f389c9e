package io.rpcboot.benchmarks.e2e.workload;

import java.util.ArrayList;
import java.util.List;

/** Users that cost nothing to look up, so that the calls are what is measured; each is built anew, as a query would. */
public final class SampleUsers {

    /** Users on a page. */
    public static final int PAGE_SIZE = 15;

    /** Bytes of a large message. */
    public static final int BLOB_SIZE = 1 << 20;

    static final int TOTAL = 100_000;
    static final String STREET = "Lange Reihe 47, second floor, at the back";
    static final String CITY = "Hamburg";
    static final String COUNTRY = "Germany";
    static final String ABOUT =
            "Rides a bicycle to work in all weathers, plays the cello badly and answers letters late.";
    static final List<Integer> ROLES = List.of(1, 4, 7, 12, 36, 99);
    static final long CREATED = 1_700_000_000_000L;

    private static final String[] NAMES = new String[1024];
    private static final String[] EMAILS = new String[1024];
    private static final String[] PHONES = new String[1024];
    private static final String[] AVATARS = new String[1024];

    static {
        for (int i = 0; i < NAMES.length; i++) {
            String number = String.format("%06d", i * 97);
            NAMES[i] = "Person " + number;
            EMAILS[i] = "user" + number + "@example.com"; // 22 characters
            PHONES[i] = "+49 40 " + number + i % 10;
            AVATARS[i] = "https://static.example.com/avatars/" + number + "/large.png";
        }
    }

    private SampleUsers() {}

    /** An e-mail address, one of many. */
    public static String email(long n) {
        return EMAILS[(int) n & 1023];
    }

    static String name(long n) {
        return NAMES[(int) n & 1023];
    }

    static String phone(long n) {
        return PHONES[(int) n & 1023];
    }

    static String avatar(long n) {
        return AVATARS[(int) n & 1023];
    }

    /** The user of this id. */
    public static User user(long id) {
        return new User(
                id,
                name(id),
                email(id),
                phone(id),
                STREET,
                CITY,
                COUNTRY,
                avatar(id),
                ABOUT,
                20 + (int) (id & 31),
                (id & 1) == 0,
                id * 0.25,
                new ArrayList<>(ROLES),
                CREATED + id,
                CREATED + 2 * id);
    }

    /** A page of users. */
    public static UserPage page(int page) {
        List<User> users = new ArrayList<>(PAGE_SIZE);
        for (int i = 0; i < PAGE_SIZE; i++) {
            users.add(user((long) page * PAGE_SIZE + i));
        }
        return new UserPage(page, TOTAL, users);
    }
}
