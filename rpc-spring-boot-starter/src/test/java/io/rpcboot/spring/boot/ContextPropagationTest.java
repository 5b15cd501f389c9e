package io.rpcboot.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.context.integration.Slf4jThreadLocalAccessor;
import io.rpcboot.context.SnapshotCarrier;
import io.rpcboot.core.ContextCarrier;
import io.rpcboot.core.RpcContext;
import io.rpcboot.spring.RpcReference;
import io.rpcboot.spring.RpcService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

class ContextPropagationTest {

    private final ApplicationContextRunner context = Contexts.withRegistry()
            .withConfiguration(AutoConfigurations.of(
                    RpcContextPropagationAutoConfiguration.class, TaskExecutionAutoConfiguration.class))
            .withUserConfiguration(LaterBean.class, Caller.class)
            .withPropertyValues("rpc.client.local=never");

    @AfterEach
    void clear() {
        MDC.clear();
    }

    private static @Nullable String userInCallback(Caller caller) {
        CompletableFuture<String> release = new CompletableFuture<>();
        LaterBean.release = release;
        MDC.put("user", "ann");
        CompletableFuture<@Nullable String> seen = caller.later.answer().thenApply(value -> MDC.get("user"));
        release.complete("");
        assertThat(seen).succeedsWithin(20, TimeUnit.SECONDS);
        return seen.join();
    }

    @Test
    void callbacksHaveTheContextThatTheApplicationsSnapshotsHold() {
        context.withUserConfiguration(LogContext.class).run(running -> {
            assertThat(running).getBean(ContextCarrier.class).isInstanceOf(SnapshotCarrier.class);
            assertThat(userInCallback(running.getBean(Caller.class))).isEqualTo("ann");
        });
    }

    @Test
    void aCarrierOfTheApplicationsOwnTakesItsPlace() {
        context.withUserConfiguration(LogContext.class)
                .withBean("own", ContextCarrier.class, () -> ContextCarrier.NONE)
                .run(running -> {
                    assertThat(running).getBean(ContextCarrier.class).isSameAs(ContextCarrier.NONE);
                    assertThat(userInCallback(running.getBean(Caller.class))).isNull();
                });
    }

    @Test
    void withoutTheLibraryThereIsNoCarrier() {
        context.withClassLoader(new FilteredClassLoader(ContextSnapshotFactory.class))
                .run(running -> {
                    assertThat(running).doesNotHaveBean(ContextCarrier.class);
                    assertThat(userInCallback(running.getBean(Caller.class))).isNull();
                });
    }

    @Test
    void asynchronousMethodsOfSpringAreForTheCallThatTheyAreMadeIn() {
        context.withUserConfiguration(AsyncConfiguration.class, Worker.class)
                .withPropertyValues("spring.task.execution.propagate-context=true")
                .run(running -> {
                    Worker worker = running.getBean(Worker.class);
                    try (RpcContext.Scope attached = RpcContext.attach("tenant", "acme")) {
                        assertThat(worker.work().get(20, TimeUnit.SECONDS)).isSameAs(RpcContext.current());
                    }
                });
    }

    interface Later {
        CompletableFuture<String> answer();
    }

    @RpcService
    static class LaterBean implements Later {
        static volatile CompletableFuture<String> release = new CompletableFuture<>();

        @Override
        public CompletableFuture<String> answer() {
            return release;
        }
    }

    static class Caller {
        @RpcReference
        Later later;
    }

    @Configuration(proxyBeanMethods = false)
    static class LogContext {
        @Bean
        ContextSnapshotFactory snapshots() {
            return ContextSnapshotFactory.builder()
                    .contextRegistry(new ContextRegistry().registerThreadLocalAccessor(new Slf4jThreadLocalAccessor()))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    static class AsyncConfiguration {}

    static class Worker {
        @Async
        CompletableFuture<@Nullable RpcContext> work() {
            return CompletableFuture.completedFuture(RpcContext.current());
        }
    }
}
