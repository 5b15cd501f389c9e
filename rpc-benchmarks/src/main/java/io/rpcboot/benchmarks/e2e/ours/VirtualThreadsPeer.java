package io.rpcboot.benchmarks.e2e.ours;

import io.rpcboot.server.RpcServer;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** Each call on a virtual thread of its own. */
public final class VirtualThreadsPeer extends RpcBootPeer {

    /** For the service loader. */
    public VirtualThreadsPeer() {}

    @Override
    public String name() {
        return "ours-virtual";
    }

    @Override
    public String description() {
        return "rpc-core, virtual threads, Java 25";
    }

    @Override
    public int javaRelease() {
        return 25;
    }

    @Override
    protected void configure(RpcServer.Builder server) {
        try {
            server.executor((Executor)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("virtual threads need Java 21 or later", e);
        }
    }
}
