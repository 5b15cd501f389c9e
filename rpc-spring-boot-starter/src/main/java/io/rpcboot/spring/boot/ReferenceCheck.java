package io.rpcboot.spring.boot;

import org.springframework.context.SmartLifecycle;

/** Fails start-up if a reference with {@code check=true} has no provider, before this process offers anything itself. */
final class ReferenceCheck implements SmartLifecycle {

    private final RpcReferences references;
    private volatile boolean running;

    ReferenceCheck(RpcReferences references) {
        this.references = references;
    }

    @Override
    public void start() {
        references.check();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return RpcServerLifecycle.PHASE - 1;
    }
}
