package io.rpcboot.protocol;

import org.jspecify.annotations.Nullable;

/** The kinds of frames. The number is a frame's first byte; all have the high bit set, so that none is ASCII or TLS. */
public enum FrameType {
    /** Introduces a process; the first frame either way. */
    HELLO(0x80),
    /** Gives a method a number. */
    METHOD(0x81),
    /** Opens a stream: what to call, and the message or its beginning. */
    REQUEST(0x82),
    /** Ends a stream: how the call ended, and the message or its end. */
    RESPONSE(0x83),
    /** More of a message. */
    DATA(0x84),
    /** The caller gave up. */
    CANCEL(0x85),
    /** Reserved for flow control. */
    WINDOW(0x86),
    /** Asks for a {@link #PONG}. */
    PING(0x87),
    /** Answers a {@link #PING}. */
    PONG(0x88),
    /** The last stream that was taken on. */
    GOAWAY(0x89);

    private static final int FIRST = 0x80;
    private static final FrameType[] BY_NUMBER = values();

    private final int number;

    FrameType(int number) {
        this.number = number;
    }

    /** The frame's first byte, 128 to 255. */
    public int number() {
        return number;
    }

    /** The type with this number; null if this version knows none, so that the frame is to be skipped. */
    public static @Nullable FrameType of(int number) {
        int index = number - FIRST;
        return index >= 0 && index < BY_NUMBER.length ? BY_NUMBER[index] : null;
    }
}
