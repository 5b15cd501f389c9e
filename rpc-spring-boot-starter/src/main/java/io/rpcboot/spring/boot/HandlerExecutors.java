package io.rpcboot.spring.boot;

import io.rpcboot.server.RpcServer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.system.JavaVersion;
import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/** Where service methods and callbacks run, from what a user writes. */
final class HandlerExecutors {

    private final BeanFactory beans;
    private final String byDefault;
    private @Nullable Executor virtual;

    /** The default is what {@code rpc.server.executor} says, or what suits Spring's own threads. */
    HandlerExecutors(BeanFactory beans, Environment environment, @Nullable String serverExecutor) {
        this.beans = beans;
        this.byDefault =
                serverExecutor != null ? serverExecutor : Threading.VIRTUAL.isActive(environment) ? "virtual" : "pool";
    }

    /**
     * Where a service's methods run; null is the server's pool.
     *
     * @param name {@code pool}, {@code virtual}, {@code direct} or a bean's name; null for the default
     */
    @Nullable
    Executor forService(@Nullable String name, String where) {
        String chosen = name != null ? name : byDefault;
        return switch (chosen) {
            case "pool" -> null;
            case "virtual" -> virtual(where);
            case "direct" -> RpcServer.DIRECT;
            default -> bean(chosen, where, "pool, virtual, direct, or the name of an Executor bean");
        };
    }

    /** Where a client's callbacks run; null is directly on the thread that learns of the result. */
    static @Nullable Executor forCallbacks(BeanFactory beans, String name) {
        return name.equals("direct")
                ? null
                : bean(beans, name, "rpc.client.callback-executor", "direct, or the name of an Executor bean");
    }

    private synchronized Executor virtual(String where) {
        Executor executor = virtual;
        if (executor == null) {
            if (JavaVersion.getJavaVersion().isOlderThan(JavaVersion.TWENTY_ONE)) {
                throw new RpcStartException(
                        where + " asks for virtual threads, which Java " + JavaVersion.getJavaVersion()
                                + " does not have.",
                        "Run on Java 21 or later, or set the executor to pool.");
            }
            executor = new VirtualThreadTaskExecutor("rpc-handler-");
            virtual = executor;
        }
        return executor;
    }

    private Executor bean(String name, String where, String allowed) {
        return bean(beans, name, where, allowed);
    }

    private static Executor bean(BeanFactory beans, String name, String where, String allowed) {
        if (!beans.containsBean(name) || !beans.isTypeMatch(name, Executor.class)) {
            throw new RpcStartException(
                    where + " names the executor \"" + name + "\", and no Executor bean has this name.",
                    "Use " + allowed + ".");
        }
        return beans.getBean(name, Executor.class);
    }
}
