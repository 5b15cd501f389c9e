package io.rpcboot.core;

/** A source of monotonic time, so that tests can make it pass. */
@FunctionalInterface
public interface Ticker {

    /** {@link System#nanoTime()}. */
    Ticker SYSTEM = System::nanoTime;

    /** Nanoseconds since some fixed moment; only differences mean anything. */
    long nanos();
}
