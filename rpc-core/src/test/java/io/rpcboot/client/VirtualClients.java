package io.rpcboot.client;

import io.rpcboot.core.Ticker;
import io.rpcboot.core.Timer;
import java.util.random.RandomGenerator;

/** Clients whose time and chance a test holds in its hands. */
public final class VirtualClients {

    private VirtualClients() {}

    /** A client that has no thread: whatever it does, it does when the timer, or a call, makes it. */
    public static RpcClient.Builder builder(Timer timer, Ticker ticker, RandomGenerator random) {
        return RpcClient.builder()
                .timer(timer)
                .ticker(ticker)
                .deadlines(timer, Runnable::run)
                .comparing(Runnable::run)
                .jitter(random::nextDouble);
    }
}
