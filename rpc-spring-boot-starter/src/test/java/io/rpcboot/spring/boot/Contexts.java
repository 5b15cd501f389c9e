package io.rpcboot.spring.boot;

import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** Application contexts with the starter in them. */
final class Contexts {

    private static final AtomicInteger REGISTRIES = new AtomicInteger();

    private Contexts() {}

    /** A context without a registry. */
    static ApplicationContextRunner withoutRegistry() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        RpcAutoConfiguration.class, RpcClientAutoConfiguration.class, RpcServerAutoConfiguration.class))
                .withPropertyValues("rpc.server.host=127.0.0.1", "rpc.client.timeout=20s"); // the machine may be busy
    }

    /** A context with an in-memory registry of its own. */
    static ApplicationContextRunner withRegistry() {
        return withRegistry(freshRegistry());
    }

    /** A context with this registry. */
    static ApplicationContextRunner withRegistry(String address) {
        return withoutRegistry().withPropertyValues("rpc.registry.address=" + address);
    }

    /** The address of an in-memory registry that nobody has used before. */
    static String freshRegistry() {
        return "memory:" + REGISTRIES.incrementAndGet();
    }

    /** What a user would read of this failure. */
    static FailureAnalysis analyze(Throwable failure) {
        for (FailureAnalyzer analyzer : SpringFactoriesLoader.forDefaultResourceLocation()
                .load(FailureAnalyzer.class, SpringFactoriesLoader.ArgumentResolver.none(), (type, name, e) -> {})) {
            FailureAnalysis analysis = analyzer.analyze(failure);
            if (analysis != null) {
                return analysis;
            }
        }
        throw new AssertionError("no analyzer knows this failure", failure);
    }
}
