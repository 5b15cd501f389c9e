package io.rpcboot.contract;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;

/** Tells once that interfaces were compiled without their parameters' names. */
final class UnnamedParameters {

    private final Logger log;
    private final AtomicBoolean told = new AtomicBoolean();

    UnnamedParameters(Logger log) {
        this.log = log;
    }

    void warnOnce(Class<?> iface) {
        if (told.compareAndSet(false, true)) {
            log.warn(
                    "{} was compiled without parameter names, so that its fields are called arg1, arg2, …; compile with"
                            + " -parameters, or use @RpcParam (said once, for the first such interface)",
                    iface.getName());
        }
    }
}
