package io.rpcboot.core;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what a tracer throws from those whose calls it hears of. */
record GuardedTracer(CallTracer tracer) implements CallTracer {

    private static final Logger log = LoggerFactory.getLogger(GuardedTracer.class);

    @Override
    public void reached(RpcCall call, Stage stage, int bytes) {
        try {
            tracer.reached(call, stage, bytes);
        } catch (Throwable e) {
            log.error("The tracer threw at {} of {}", stage, call, e);
        }
    }
}
