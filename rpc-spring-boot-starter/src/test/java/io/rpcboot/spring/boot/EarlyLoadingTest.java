package io.rpcboot.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;
import org.springframework.mock.env.MockEnvironment;

class EarlyLoadingTest {

    private final AtomicInteger loads = new AtomicInteger();
    private final EarlyLoading early = new EarlyLoading(loads::incrementAndGet);
    private final MockEnvironment environment = new MockEnvironment();

    @Test
    void theLibraryIsLoadedWhereARegistryIsConfigured() {
        environment.setProperty("rpc.registry.address", "memory");

        early.postProcessEnvironment(environment, new SpringApplication());

        assertThat(loads).hasValue(1);
    }

    @Test
    void nothingIsLoadedWhereNoRegistryIsConfigured() {
        early.postProcessEnvironment(environment, new SpringApplication());

        assertThat(loads).hasValue(0);
    }

    @Test
    void bootFindsIt() {
        assertThat(SpringFactoriesLoader.forDefaultResourceLocation()
                        .load(EnvironmentPostProcessor.class, FailureHandler.handleMessage((message, failure) -> {})))
                .hasAtLeastOneElementOfType(EarlyLoading.class);
    }
}
