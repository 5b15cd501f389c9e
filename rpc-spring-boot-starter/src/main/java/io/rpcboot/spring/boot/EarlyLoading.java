package io.rpcboot.spring.boot;

import io.rpcboot.bootstrap.Preloading;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/** Has the library loaded beside the application's own start, if a registry is configured: then it will be used. */
final class EarlyLoading implements EnvironmentPostProcessor, Ordered {

    private final Runnable loading;

    /** For Spring. */
    EarlyLoading() {
        this(Preloading::start);
    }

    /** @param loading has the library loaded; must not block */
    EarlyLoading(Runnable loading) {
        this.loading = loading;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (environment.containsProperty("rpc.registry.address")) {
            loading.run();
        }
    }

    /** When all of the configuration is read. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
