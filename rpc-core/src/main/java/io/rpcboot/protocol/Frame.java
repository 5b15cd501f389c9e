package io.rpcboot.protocol;

import io.rpcboot.core.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * One frame. Of REQUEST, RESPONSE and DATA this is the head: the message's bytes come after it, to the frame's end,
 * and stay in the buffer that it was read from, so that nobody copies them more often than need be.
 */
public sealed interface Frame {

    /**
     * Introduces a process; the first frame either way.
     *
     * @param minVersion the lowest protocol version that it speaks
     * @param maxVersion the highest
     * @param features bits of optional features; none are defined yet
     * @param maxFrame the longest frame that it accepts, in bytes after the header
     * @param maxMessage the largest message that it accepts, in bytes
     * @param maxStreams how many calls it takes on this connection at a time; 0 from a client
     * @param initialWindow reserved for flow control, 0
     * @param processId who it is
     * @param token the shared secret that lets a client in; empty if none
     */
    record Hello(
            int minVersion,
            int maxVersion,
            int features,
            int maxFrame,
            int maxMessage,
            int maxStreams,
            int initialWindow,
            String processId,
            String token)
            implements Frame {

        /** Without the token, which is a secret. */
        @Override
        public String toString() {
            return "Hello[" + processId + ", versions " + minVersion + " to " + maxVersion + "]";
        }
    }

    /** Gives a method the number {@code id}; numbers are given in order, from 0. */
    record Method(int id, MethodName name) implements Frame {}

    /**
     * Opens a stream.
     *
     * @param streamId the new stream
     * @param endStream whether the message ends with this frame
     * @param noReply whether the caller wants no RESPONSE
     * @param methodId the method's number; -1 if {@code name} names it
     * @param name the method; null if {@code methodId} says which
     * @param remainingMillis how long the caller still waits; 0 is for ever
     * @param metadata the call's metadata; null is none
     * @param messageLength the whole message's length; -1 if the frame does not say, because the message ends with it
     */
    record Request(
            int streamId,
            boolean endStream,
            boolean noReply,
            int methodId,
            @Nullable MethodName name,
            long remainingMillis,
            @Nullable Metadata metadata,
            long messageLength)
            implements Frame {}

    /**
     * Ends a stream.
     *
     * @param streamId the stream
     * @param code the number of the status code
     * @param notExecuted whether it is certain that the method did not run
     * @param message the status's message, null if none
     * @param errorCode the application's error code, null if none
     * @param exceptionType the remote exception's class name, null if none
     * @param headers the reply's headers; null is none
     * @param trailers the reply's trailers; null is none
     */
    record Response(
            int streamId,
            int code,
            boolean notExecuted,
            @Nullable String message,
            @Nullable String errorCode,
            @Nullable String exceptionType,
            @Nullable Metadata headers,
            @Nullable Metadata trailers)
            implements Frame {}

    /**
     * More of a message.
     *
     * @param messageLength the whole message's length, in the first DATA of a reply; else -1
     */
    record Data(int streamId, boolean endStream, long messageLength) implements Frame {}

    /** The caller gave up, for this reason; {@code code} is the number of a status code. */
    record Cancel(int streamId, int code, @Nullable String reason) implements Frame {}

    /** Reserved for flow control. */
    record Window(int streamId, int increment) implements Frame {}

    /** Asks for a {@link Pong} with the same value. */
    record Ping(long value) implements Frame {}

    /** Answers a {@link Ping}. */
    record Pong(long value) implements Frame {}

    /**
     * The sender takes on no streams above {@code lastStreamId}, and none above it has run or will.
     *
     * @param code the number of the status code; OK when it shuts down in good order
     * @param reason for a person
     */
    record GoAway(int lastStreamId, int code, @Nullable String reason) implements Frame {}
}
