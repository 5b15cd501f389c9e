package io.rpcboot.core;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a server that refuses a call says of when to come again. It travels in the trailers under {@link #KEY}. Immutable.
 *
 * @param millis within so many milliseconds another call would be refused as well; negative if the call must not be
 *     repeated at all
 */
public record RetryAfter(long millis) {

    /** The metadata key; its value is a decimal number of milliseconds. */
    public static final String KEY = "retry-after-ms";

    /** Do not repeat the call, here or elsewhere. */
    public static final RetryAfter NEVER = new RetryAfter(-1);

    /** Longer texts are no time that anybody waits, and may be no {@code long}. */
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");

    /** Not before this time has passed; what is finer than a millisecond counts as a whole one. */
    public static RetryAfter of(Duration delay) {
        return new RetryAfter(delay.plusNanos(999_999).toMillis());
    }

    /** What the trailers of a reply say; null if they say nothing, or nothing that can be read. */
    public static @Nullable RetryAfter read(Metadata trailers) {
        String value = trailers.isEmpty() ? null : trailers.get(KEY);
        return value == null || !NUMBER.matcher(value).matches() ? null : new RetryAfter(Long.parseLong(value));
    }

    /** Puts this into trailers, in place of what they said before. */
    public void write(Metadata trailers) {
        trailers.set(KEY, Long.toString(millis));
    }

    /** Whether the call must not be repeated. */
    public boolean isNever() {
        return millis < 0;
    }
}
