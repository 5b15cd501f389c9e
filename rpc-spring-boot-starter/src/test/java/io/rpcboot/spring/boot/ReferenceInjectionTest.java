package io.rpcboot.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DynamicMessage;
import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.client.GenericService;
import io.rpcboot.client.RpcClient;
import io.rpcboot.spring.RpcReference;
import io.rpcboot.spring.RpcService;
import jakarta.annotation.PostConstruct;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;

class ReferenceInjectionTest {

    private final String registry = Contexts.freshRegistry();
    private final ApplicationContextRunner consumer = Contexts.withRegistry(registry);

    @Test
    void aReferenceIsInjectedAtEveryKindOfPlace() {
        withProviders(() -> consumer.withUserConfiguration(
                        OnField.class, OnSetter.class, OnConstructor.class, OnBeanMethod.class, OnConfiguration.class)
                .run(running -> {
                    assertThat(running.getBean(OnField.class).greeter.greet("a"))
                            .isEqualTo("default a");
                    assertThat(running.getBean(OnSetter.class).greeter().greet("b"))
                            .isEqualTo("default b");
                    assertThat(running.getBean(OnConstructor.class).greeter.greet("c"))
                            .isEqualTo("default c");
                    assertThat(running.getBean(String.class)).isEqualTo("default method");
                    assertThat(running.getBean(OnConfiguration.class).greeter.greet("d"))
                            .isEqualTo("default d");
                }));
    }

    @Test
    void aReferenceCanBeCalledInPostConstruct() {
        withProviders(() -> consumer.withUserConfiguration(CallingAtOnce.class)
                .run(running ->
                        assertThat(running.getBean(CallingAtOnce.class).answer).isEqualTo("default start")));
    }

    @Test
    void severalGroupsAndVersionsOfOneInterfaceLiveSideBySide() {
        withProviders(() -> consumer.withUserConfiguration(SideBySide.class)
                .withPropertyValues("beta.version=2")
                .run(running -> {
                    SideBySide bean = running.getBean(SideBySide.class);
                    assertThat(bean.plain.greet("x")).isEqualTo("default x");
                    assertThat(bean.grouped.greet("x")).isEqualTo("beta x");
                    assertThat(bean.versioned.greet("x")).isEqualTo("beta 2 x");
                    assertThat(bean.again).isSameAs(bean.plain);
                }));
    }

    @Test
    void optionalsAndProvidersOfReferencesWork() {
        withProviders(() -> consumer.withUserConfiguration(Wrapped.class).run(running -> {
            Wrapped bean = running.getBean(Wrapped.class);
            assertThat(bean.optional.orElseThrow().greet("x")).isEqualTo("default x");
            assertThat(bean.provider.getObject().greet("x")).isEqualTo("default x");
        }));
    }

    @Test
    void aStubBelongsToEveryInstanceOfAPrototypeAndIsMadeOnce() {
        withProviders(() -> consumer.withUserConfiguration(Prototype.class).run(running -> {
            Prototype first = running.getBean(Prototype.class);
            assertThat(first.greeter.greet("x")).isEqualTo("default x");
            assertThat(running.getBean(Prototype.class).greeter).isSameAs(first.greeter);
        }));
    }

    @Test
    void aLazilyInitializedContextWorks() {
        withProviders(() -> consumer.withUserConfiguration(OnField.class, LazyBean.class)
                .withInitializer(context -> context.addBeanFactoryPostProcessor(
                        new org.springframework.boot.LazyInitializationBeanFactoryPostProcessor()))
                .withPropertyValues("rpc.references.greeter.timeout=5s")
                .run(running -> {
                    assertThat(running).hasNotFailed();
                    assertThat(running.getBean(OnField.class).greeter.greet("a"))
                            .isEqualTo("default a");
                }));
    }

    @Test
    void aLazilyInitializedContextExportsItsServices() {
        Contexts.withRegistry()
                .withUserConfiguration(DefaultGreeter.class)
                .withInitializer(context -> context.addBeanFactoryPostProcessor(
                        new org.springframework.boot.LazyInitializationBeanFactoryPostProcessor()))
                .run(running -> assertThat(ServiceExportTest.instances(running)).hasSize(1));
    }

    @Test
    void referencesInAParentContextAndInItsChildWork() {
        withProviders(() -> consumer.withUserConfiguration(OnField.class)
                .run(parent -> Contexts.withRegistry(registry)
                        .withParent(parent)
                        .withUserConfiguration(OnConstructor.class)
                        .run(child -> {
                            assertThat(child).hasNotFailed();
                            assertThat(child.getBean(OnConstructor.class)
                                            .greeter
                                            .greet("child"))
                                    .isEqualTo("default child");
                            assertThat(child.getBean(OnField.class).greeter.greet("parent"))
                                    .isEqualTo("default parent");
                        })));
    }

    @Test
    void aPlainContextWithoutBootsRunnerRegistersWhenItIsRefreshed() {
        try (AnnotationConfigApplicationContext plain = new AnnotationConfigApplicationContext()) {
            org.springframework.boot.test.util.TestPropertyValues.of(
                            "rpc.registry.address=" + registry, "rpc.server.host=127.0.0.1")
                    .applyTo(plain);
            plain.register(
                    RpcAutoConfiguration.class,
                    RpcClientAutoConfiguration.class,
                    RpcServerAutoConfiguration.class,
                    DefaultGreeter.class);
            plain.refresh();
            consumer.withUserConfiguration(OnField.class)
                    .run(running -> assertThat(
                                    running.getBean(OnField.class).greeter.greet("a"))
                            .isEqualTo("default a"));
        }
    }

    @Test
    void aBeanCanProvideAndReferenceTheSameService() {
        for (String local : List.of("prefer", "strict", "never")) {
            Contexts.withRegistry()
                    .withUserConfiguration(Circular.class)
                    .withPropertyValues("rpc.client.local=" + local)
                    .run(running -> assertThat(running.getBean(Circular.class).greet("3"))
                            .isEqualTo("3 2 1 0"));
        }
    }

    @Test
    void aUrlNeedsNoRegistry() {
        withProviders(provider -> Contexts.withoutRegistry()
                .withUserConfiguration(OnField.class)
                .withPropertyValues("rpc.references.greeter.url=127.0.0.1:"
                        + provider.getEnvironment().getProperty("local.rpc.port"))
                .run(running -> assertThat(
                                running.getBean(OnField.class).greeter.greet("a"))
                        .isEqualTo("default a")));
    }

    @Test
    void aServiceOfTheSameProcessNeedsNoRegistry() {
        for (String local : List.of("prefer", "strict")) {
            Contexts.withoutRegistry()
                    .withUserConfiguration(DefaultGreeter.class, OnField.class)
                    .withPropertyValues("rpc.registry.register=false", "rpc.client.local=" + local)
                    .run(running -> assertThat(
                                    running.getBean(OnField.class).greeter.greet("a"))
                            .isEqualTo("default a"));
        }
    }

    @Test
    void theMostSpecificTimeoutWins() {
        AtomicInteger calls = new AtomicInteger();
        Consumer<String[]> expectTimeout = properties -> Contexts.withRegistry()
                .withUserConfiguration(SlowGreeter.class, ImpatientCaller.class)
                .withBean(AtomicInteger.class, () -> calls)
                .withPropertyValues(properties)
                .run(running -> Assertions.assertThatThrownBy(() ->
                                running.getBean(ImpatientCaller.class).greeter.greet("x"))
                        .isInstanceOfSatisfying(
                                RpcException.class, e -> assertThat(e.code()).isEqualTo(Code.DEADLINE_EXCEEDED)));
        // The annotation says 50 ms; the provider needs 300.
        expectTimeout.accept(new String[] {"rpc.client.timeout=10s"});
        expectTimeout.accept(
                new String[] {"rpc.references.greeter.timeout=10s", "rpc.references.greeter.methods.greet.timeout=50ms"
                });
        Contexts.withRegistry()
                .withUserConfiguration(SlowGreeter.class, ImpatientCaller.class)
                .withPropertyValues("rpc.references.greeter.timeout=10s")
                .run(running -> assertThat(
                                running.getBean(ImpatientCaller.class).greeter.greet("x"))
                        .isEqualTo("slow"));
    }

    @Test
    void clientCustomizersAndCallbackExecutorsAreUsed() {
        AtomicInteger seen = new AtomicInteger();
        withProviders(() -> consumer.withUserConfiguration(OnField.class)
                .withBean(
                        "callbacks",
                        Executor.class,
                        () -> Executors.newSingleThreadExecutor(task -> {
                            Thread thread = new Thread(task, "callback-thread");
                            thread.setDaemon(true);
                            return thread;
                        }))
                .withBean(
                        RpcClientCustomizer.class,
                        () -> builder -> builder.interceptor((call, reply, next) -> {
                            seen.incrementAndGet();
                            next.handle(call, reply);
                        }))
                .withPropertyValues("rpc.client.callback-executor=callbacks")
                .run(running -> {
                    running.getBean(OnField.class).greeter.greet("a");
                    assertThat(seen).hasValue(1);
                }));
    }

    @Test
    void anApplicationMayBringItsOwnClient() {
        Contexts.withoutRegistry()
                .withBean(
                        RpcClient.class,
                        () -> RpcClient.builder()
                                .transport(io.rpcboot.transport.netty.NettyClientTransport.builder()
                                        .build())
                                .timer(io.rpcboot.transport.netty.TransportTimer.named("test-timer"))
                                .build())
                .run(running -> assertThat(running).hasSingleBean(RpcClient.class));
    }

    @Test
    void aServiceCanBeCalledWithoutItsInterface() {
        withProviders(() -> consumer.run(running -> {
            GenericService greeter = running.getBean(RpcClient.class).generic(Greeter.class.getName(), "beta", "");
            DynamicMessage.Builder request = greeter.newRequest("greet");
            request.setField(request.getDescriptorForType().findFieldByName("name"), "a");
            assertThat(greeter.invoke("greet", request.build()).getAllFields().values())
                    .singleElement()
                    .isEqualTo("beta a");
        }));
    }

    private void withProviders(Runnable test) {
        withProviders(provider -> test.run());
    }

    private void withProviders(Consumer<AssertableApplicationContext> test) {
        Contexts.withRegistry(registry)
                .withUserConfiguration(DefaultGreeter.class, BetaGreeter.class, Beta2Greeter.class)
                .run(provider -> {
                    assertThat(provider).hasNotFailed();
                    test.accept(provider);
                });
    }

    @RpcService
    static class DefaultGreeter implements Greeter {
        @Override
        public String greet(String name) {
            return "default " + name;
        }
    }

    @RpcService(group = "beta")
    static class BetaGreeter implements Greeter {
        @Override
        public String greet(String name) {
            return "beta " + name;
        }
    }

    @RpcService(group = "beta", version = "2")
    static class Beta2Greeter implements Greeter {
        @Override
        public String greet(String name) {
            return "beta 2 " + name;
        }
    }

    @RpcService
    static class SlowGreeter implements Greeter {
        @Override
        public String greet(String name) {
            java.util.concurrent.locks.LockSupport.parkNanos(300_000_000L);
            return "slow";
        }
    }

    static class ImpatientCaller {
        @RpcReference(timeout = 50, local = "never")
        Greeter greeter = name -> "not injected";
    }

    static class OnField {
        @RpcReference
        Greeter greeter = name -> "not injected";
    }

    @Lazy
    static class LazyBean {
        @RpcReference(id = "lazy-one")
        Greeter greeter = name -> "not injected";
    }

    @Scope("prototype")
    static class Prototype extends OnField {}

    static class OnSetter {
        private @Nullable Greeter greeter;

        @RpcReference
        void setGreeter(Greeter greeter) {
            this.greeter = greeter;
        }

        Greeter greeter() {
            return java.util.Objects.requireNonNull(greeter);
        }
    }

    static class OnConstructor {
        final Greeter greeter;

        OnConstructor(@RpcReference Greeter greeter) {
            this.greeter = greeter;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OnBeanMethod {
        @Bean
        String greeting(@RpcReference Greeter greeter) {
            return greeter.greet("method");
        }
    }

    @Configuration
    static class OnConfiguration {
        final Greeter greeter;

        OnConfiguration(@RpcReference Greeter greeter) {
            this.greeter = greeter;
        }
    }

    static class CallingAtOnce extends OnField {
        String answer = "";

        @PostConstruct
        void call() {
            answer = greeter.greet("start");
        }
    }

    static class SideBySide {
        final Greeter plain;
        final Greeter grouped;
        final Greeter versioned;

        @RpcReference
        Greeter again = name -> "not injected";

        SideBySide(
                @RpcReference Greeter plain,
                @RpcReference(group = "beta") Greeter grouped,
                @RpcReference(group = "beta", version = "${beta.version}") Greeter versioned) {
            this.plain = plain;
            this.grouped = grouped;
            this.versioned = versioned;
        }
    }

    static class Wrapped {
        @RpcReference
        Optional<Greeter> optional = Optional.empty();

        final ObjectProvider<Greeter> provider;

        Wrapped(@RpcReference ObjectProvider<Greeter> provider) {
            this.provider = provider;
        }
    }

    @RpcService
    static class Circular implements Greeter {
        private final Greeter self;

        Circular(@RpcReference Greeter self) {
            this.self = self;
        }

        @Override
        public String greet(String name) {
            int number = Integer.parseInt(name);
            return number == 0 ? "0" : number + " " + self.greet(String.valueOf(number - 1));
        }
    }
}
