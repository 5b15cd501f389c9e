package io.rpcboot.bootstrap;

import io.rpcboot.contract.ContractReader;
import io.rpcboot.contract.ContractReflection;
import io.rpcboot.transport.netty.NettyClasses;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads what a process will need of this library, Netty above all, while it is still busy with its own start. Only a
 * matter of time: whatever is not loaded, or cannot be, is loaded, or fails, where it is used.
 */
public final class Preloading {

    private static final Logger log = LoggerFactory.getLogger(Preloading.class);
    private static final AtomicBoolean STARTED = new AtomicBoolean();

    private Preloading() {}

    /** Begins, on a daemon thread that ends when all is loaded; no effect the second time. Does not block. */
    public static void start() {
        if (STARTED.compareAndSet(false, true)) {
            Thread thread = new Thread(Preloading::load, "rpc-preloading");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void load() {
        try {
            NettyClasses.load();
            ContractReader.read(ContractReflection.class); // any contract; this one every process has
        } catch (RuntimeException | LinkageError e) {
            log.debug("Not all could be loaded ahead of time", e);
        }
    }
}
