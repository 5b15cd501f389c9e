package io.rpcboot.benchmarks.e2e;

/**
 * How load is made.
 *
 * @param kind by whom
 * @param number threads, calls outstanding, or calls a second
 */
public record Mode(Kind kind, int number) {

    /** Who makes load. */
    public enum Kind {
        /** A closed loop: so many threads, each of which waits for its call. */
        BLOCKING,
        /** A closed loop: so many calls outstanding, nobody waits. */
        ASYNC,
        /** An open loop: so many calls a second, whether or not earlier ones have ended. */
        OPEN
    }

    /** Whether it shows how long a call takes rather than how many there can be. */
    public boolean showsLatency() {
        return kind == Kind.OPEN || kind == Kind.BLOCKING && number == 1;
    }

    /** Reads {@code 32}, {@code 256-async} or {@code open-2000}. */
    public static Mode parse(String text) {
        if (text.startsWith("open-")) {
            return new Mode(Kind.OPEN, number(text.substring("open-".length()), text));
        }
        if (text.endsWith("-async")) {
            return new Mode(Kind.ASYNC, number(text.substring(0, text.length() - "-async".length()), text));
        }
        return new Mode(Kind.BLOCKING, number(text, text));
    }

    private static int number(String digits, String text) {
        if (!digits.matches("[1-9]\\d{0,6}")) {
            throw new IllegalArgumentException("no mode \"" + text
                    + "\"; use 32 (threads), 256-async (outstanding) or open-2000 (calls a second)");
        }
        return Integer.parseInt(digits);
    }

    @Override
    public String toString() {
        return switch (kind) {
            case BLOCKING -> Integer.toString(number);
            case ASYNC -> number + "-async";
            case OPEN -> "open-" + number;
        };
    }
}
