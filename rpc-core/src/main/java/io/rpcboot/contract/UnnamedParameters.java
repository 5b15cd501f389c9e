package io.rpcboot.contract;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;

/** Tells once that interfaces were compiled without their parameters' names. */
final class UnnamedParameters {

    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private UnnamedParameters() {}

    static void warnOnce(Class<?> iface, Logger log) {
        if (TOLD.compareAndSet(false, true)) {
            log.warn(
                    "{} was compiled without parameter names, so that its fields are called arg1, arg2, …; compile with"
                            + " -parameters, or use @RpcParam (said once, for the first such interface)",
                    iface.getName());
        }
    }
}
