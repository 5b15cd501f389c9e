package io.rpcboot.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.core.CallTracer;
import io.rpcboot.loadbalance.LoadBalancer;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.server.RpcServer;
import io.rpcboot.spring.RpcReference;
import io.rpcboot.spring.RpcService;
import io.rpcboot.spring.boot.elsewhere.ElsewhereCounter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.aopalliance.intercept.MethodInterceptor;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.aop.Advisor;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.NameMatchMethodPointcut;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;

class ServiceExportTest {

    private final ApplicationContextRunner context = Contexts.withRegistry();

    @Test
    void aBeanIsExportedThroughItsInterface() {
        context.withUserConfiguration(PoliteGreeter.class)
                .run(running -> assertThat(instances(running)).singleElement().satisfies(instance -> {
                    assertThat(instance.service().name()).isEqualTo(Greeter.class.getName());
                    assertThat(instance.service().group()).isEmpty();
                    assertThat(instance.service().version()).isEmpty();
                    assertThat(instance.attributes().weight()).isEqualTo(100);
                    assertThat(instance.attributes().role()).isEqualTo("primary");
                    assertThat(instance.host()).isEqualTo("127.0.0.1");
                    assertThat(instance.port())
                            .isEqualTo(running.getEnvironment().getProperty("local.rpc.port", Integer.class));
                }));
    }

    @Test
    void withoutServicesNothingIsBoundAndNoClientIsMade() {
        Contexts.withoutRegistry().run(running -> {
            assertThat(running).hasNotFailed();
            assertThat(running.getBean(RpcServerLifecycle.class).isRunning()).isFalse();
            assertThat(running.getEnvironment().getProperty("local.rpc.port")).isNull();
            assertThat(running.getBeanFactory().containsSingleton("rpcClient")).isFalse();
            assertThat(running.getBeanFactory().containsSingleton("rpcClientTransport"))
                    .isFalse();
        });
    }

    @Test
    void nothingIsExportedWhereTheServerIsSwitchedOff() {
        context.withUserConfiguration(PoliteGreeter.class)
                .withPropertyValues("rpc.server.enabled=false")
                .run(running -> assertThat(
                                running.getBean(RpcServerLifecycle.class).isRunning())
                        .isFalse());
    }

    @Test
    void callsGoThroughTheAdviceOfAJdkProxy() {
        callsGoThroughTheAdvice(false);
    }

    @Test
    void callsGoThroughTheAdviceOfASubclassProxy() {
        callsGoThroughTheAdvice(true);
    }

    private void callsGoThroughTheAdvice(boolean subclass) {
        for (String local : List.of("prefer", "strict", "never")) {
            context.withUserConfiguration(PoliteGreeter.class, Counting.class, Caller.class)
                    .withPropertyValues("subclass=" + subclass, "rpc.client.local=" + local)
                    .run(running -> {
                        assertThat(AopUtils.isAopProxy(running.getBean(Greeter.class)))
                                .isTrue();
                        assertThat(running.getBean(Caller.class).greeter.greet("Ann"))
                                .isEqualTo("Hello, Ann");
                        assertThat(running.getBean(AtomicInteger.class)).hasValue(1);
                    });
        }
    }

    @Test
    void aBeanMethodIsExportedThroughTheInterfaceItReturns() {
        context.withUserConfiguration(ByMethod.class)
                .run(running -> assertThat(instances(running))
                        .singleElement()
                        .satisfies(instance -> assertThat(instance.service().toString())
                                .isEqualTo(Greeter.class.getName() + "[group=method]")));
    }

    @Test
    void aScopedBeanIsExportedOnce() {
        context.withUserConfiguration(Scoped.class)
                .run(running -> assertThat(instances(running)).hasSize(1));
    }

    @Test
    void placeholdersInTheAnnotationAreResolved() {
        context.withUserConfiguration(WithPlaceholders.class)
                .withPropertyValues("greeter.version=2.1")
                .run(running -> assertThat(instances(running))
                        .singleElement()
                        .satisfies(instance ->
                                assertThat(instance.service().version()).isEqualTo("2.1")));
    }

    @Test
    void configurationBeatsTheAnnotation() {
        context.withUserConfiguration(WithPlaceholders.class)
                .withPropertyValues(
                        "greeter.version=2.1",
                        "rpc.services.greeter.version=3",
                        "rpc.services.greeter.group=g",
                        "rpc.services.greeter.tag=blue",
                        "rpc.services.greeter.zone=north",
                        "rpc.services.greeter.role=backup",
                        "rpc.services.greeter.weight=0")
                .run(running -> assertThat(instances(running)).singleElement().satisfies(instance -> {
                    assertThat(instance.service().version()).isEqualTo("3");
                    assertThat(instance.service().group()).isEqualTo("g");
                    assertThat(instance.attributes().tag()).isEqualTo("blue");
                    assertThat(instance.attributes().zone()).isEqualTo("north");
                    assertThat(instance.attributes().role()).isEqualTo("backup");
                    assertThat(instance.attributes().weight()).isZero();
                }));
    }

    @Test
    void theInterfaceMustBeStatedOnlyAmongSeveral() {
        context.withUserConfiguration(Ambiguous.class).run(running -> {
            assertThat(Contexts.analyze(running.getStartupFailure()).getDescription())
                    .isEqualTo("Bean 'serviceExportTest.Ambiguous' is annotated @RpcService, and "
                            + Ambiguous.class.getName() + " implements several interfaces: " + Greeter.class.getName()
                            + ", " + Counter.class.getName() + ".");
            assertThat(Contexts.analyze(running.getStartupFailure()).getAction())
                    .isEqualTo("Say which one to export: @RpcService(interfaceClass = Greeter.class).");
        });
        context.withUserConfiguration(Stated.class)
                .run(running -> assertThat(instances(running))
                        .singleElement()
                        .satisfies(instance ->
                                assertThat(instance.service().name()).isEqualTo(Counter.class.getName())));
    }

    @Test
    void aSubInterfaceHidesWhatItExtends() {
        context.withUserConfiguration(Specific.class)
                .run(running -> assertThat(instances(running))
                        .singleElement()
                        .satisfies(instance ->
                                assertThat(instance.service().name()).isEqualTo(SpecialGreeter.class.getName())));
    }

    @Test
    void twoBeansCannotExportTheSame() {
        context.withUserConfiguration(PoliteGreeter.class, RudeGreeter.class).run(running -> {
            assertThat(Contexts.analyze(running.getStartupFailure()).getDescription())
                    .isEqualTo(
                            "Beans 'serviceExportTest.PoliteGreeter' and 'serviceExportTest.RudeGreeter' both export "
                                    + Greeter.class.getName() + ".");
        });
    }

    @Test
    void addedPackagesAreScannedForServices() {
        context.withPropertyValues("rpc.scan.base-packages=" + ElsewhereCounter.class.getPackageName())
                .run(running -> assertThat(running).hasSingleBean(ElsewhereCounter.class));
    }

    @Test
    void aServiceRunsOnTheExecutorThatItNames() {
        context.withUserConfiguration(OnOwnExecutor.class, Caller.class)
                .withPropertyValues("rpc.client.local=never")
                .run(running -> assertThat(running.getBean(Caller.class).greeter.greet("x"))
                        .isEqualTo("own-thread"));
        context.withUserConfiguration(OnOwnExecutor.class, Caller.class)
                .withPropertyValues("rpc.client.local=never", "rpc.services.greeter.executor=pool")
                .run(running -> assertThat(running.getBean(Caller.class).greeter.greet("x"))
                        .startsWith("rpc-handler-"));
    }

    @Test
    void aMethodMayRunOnTheThreadThatReadsTheNetwork() {
        context.withUserConfiguration(SayingItsThread.class, Caller.class)
                .withPropertyValues("rpc.client.local=never", "rpc.server.executor=direct")
                .run(running -> assertThat(running.getBean(Caller.class).greeter.greet("x"))
                        .contains("rpc-server-io-"));
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void methodsRunOnVirtualThreadsWhereSpringsDo() {
        context.withUserConfiguration(SayingItsThread.class, Caller.class)
                .withPropertyValues("rpc.client.local=never", "spring.threads.virtual.enabled=true")
                .run(running -> assertThat(running.getBean(Caller.class).greeter.greet("x"))
                        .startsWith("VirtualThread["));
        context.withUserConfiguration(SayingItsThread.class, Caller.class)
                .withPropertyValues(
                        "rpc.client.local=never", "spring.threads.virtual.enabled=true", "rpc.server.executor=pool")
                .run(running -> assertThat(running.getBean(Caller.class).greeter.greet("x"))
                        .startsWith("Thread["));
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void virtualThreadsAreRefusedWhereThereAreNone() {
        context.withUserConfiguration(PoliteGreeter.class)
                .withPropertyValues("rpc.server.executor=virtual")
                .run(running -> {
                    assertThat(Contexts.analyze(running.getStartupFailure()).getDescription())
                            .isEqualTo("@RpcService " + Greeter.class.getName()
                                    + " asks for virtual threads, which Java 17 does not have.");
                    assertThat(Contexts.analyze(running.getStartupFailure()).getAction())
                            .isEqualTo("Run on Java 21 or later, or set the executor to pool.");
                });
    }

    @Test
    void aTracerHearsOfBothSides() {
        List<CallTracer.Stage> stages = new CopyOnWriteArrayList<>();
        context.withUserConfiguration(PoliteGreeter.class, Caller.class)
                .withBean(CallTracer.class, () -> (call, stage, bytes) -> stages.add(stage))
                .withPropertyValues("rpc.client.local=never")
                .run(running -> {
                    running.getBean(Caller.class).greeter.greet("Ann");
                    Awaitility.await()
                            .untilAsserted(
                                    () -> assertThat(stages).containsExactlyInAnyOrder(CallTracer.Stage.values()));
                });
    }

    @Test
    void aLoadBalancerBeanIsKnownByItsName() {
        AtomicInteger chosen = new AtomicInteger();
        context.withUserConfiguration(PoliteGreeter.class, Caller.class)
                .withBean("firstOne", LoadBalancer.class, () -> (call, candidates) -> {
                    chosen.incrementAndGet();
                    return candidates.get(0);
                })
                .withPropertyValues("rpc.client.local=never", "rpc.references.greeter.loadbalance=firstOne")
                .run(running -> {
                    running.getBean(Caller.class).greeter.greet("Ann");
                    assertThat(chosen).hasValue(1);
                });
    }

    @Test
    void aMessageSizeBeyondAllBoundsIsRefused() {
        context.withUserConfiguration(PoliteGreeter.class)
                .withPropertyValues("rpc.server.max-message-size=3GB")
                .run(running -> assertThat(
                                Contexts.analyze(running.getStartupFailure()).getDescription())
                        .isEqualTo("rpc.server.max-message-size is 3221225472 bytes."));
    }

    @Test
    void anExecutorThatIsNotThereIsNamed() {
        context.withUserConfiguration(PoliteGreeter.class)
                .withPropertyValues("rpc.server.executor=pol")
                .run(running -> {
                    assertThat(Contexts.analyze(running.getStartupFailure()).getDescription())
                            .isEqualTo("@RpcService " + Greeter.class.getName()
                                    + " names the executor \"pol\", and no Executor bean has this name.");
                    assertThat(Contexts.analyze(running.getStartupFailure()).getAction())
                            .isEqualTo("Use pool, virtual, direct, or the name of an Executor bean.");
                });
    }

    @Test
    void serverCustomizersCanAddInterceptors() {
        AtomicInteger seen = new AtomicInteger();
        context.withUserConfiguration(PoliteGreeter.class, Caller.class)
                .withBean(
                        RpcServerCustomizer.class,
                        () -> builder -> builder.interceptor((call, reply, next) -> {
                            seen.incrementAndGet();
                            next.handle(call, reply);
                        }))
                .withPropertyValues("rpc.client.local=never")
                .run(running -> {
                    running.getBean(Caller.class).greeter.greet("Ann");
                    assertThat(seen).hasValue(1);
                });
    }

    static List<RpcInstance> instances(ApplicationContext running) {
        RpcServer server = running.getBean(RpcServerLifecycle.class).server();
        assertThat(server).isNotNull();
        return server.instances();
    }

    static class Caller {
        @RpcReference
        Greeter greeter = name -> "not injected";
    }

    @RpcService
    static class PoliteGreeter implements Greeter {
        @Override
        public String greet(String name) {
            return "Hello, " + name;
        }
    }

    @RpcService
    static class SayingItsThread implements Greeter {
        @Override
        public String greet(String name) {
            return Thread.currentThread().toString();
        }
    }

    @RpcService
    static class RudeGreeter implements Greeter {
        @Override
        public String greet(String name) {
            return name;
        }
    }

    @RpcService(version = "${greeter.version}", tag = "green")
    static class WithPlaceholders extends PoliteGreeter {}

    @RpcService(executor = "ownExecutor")
    static class OnOwnExecutor implements Greeter {
        @Override
        public String greet(String name) {
            return Thread.currentThread().getName();
        }

        @Bean(destroyMethod = "shutdownNow")
        static Executor ownExecutor() {
            return Executors.newSingleThreadExecutor(task -> new Thread(task, "own-thread"));
        }
    }

    @RpcService
    static class Ambiguous implements Greeter, Counter, Comparable<Ambiguous> {
        @Override
        public String greet(String name) {
            return name;
        }

        @Override
        public int next(int from) {
            return from;
        }

        @Override
        public int compareTo(Ambiguous other) {
            return 0;
        }
    }

    @RpcService(interfaceClass = Counter.class)
    static class Stated extends Ambiguous {}

    interface SpecialGreeter extends Greeter {}

    @RpcService
    static class Specific implements SpecialGreeter, java.io.Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public String greet(String name) {
            return name;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ByMethod {
        @Bean
        @RpcService(group = "method")
        Greeter byMethod() {
            return new PoliteGreeter();
        }
    }

    @RpcService
    @Scope(value = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
    static class Scoped extends PoliteGreeter {}

    @Configuration(proxyBeanMethods = false)
    static class Counting {
        @Bean
        static DefaultAdvisorAutoProxyCreator autoProxies(org.springframework.core.env.Environment environment) {
            DefaultAdvisorAutoProxyCreator creator = new DefaultAdvisorAutoProxyCreator();
            creator.setProxyTargetClass(environment.getProperty("subclass", Boolean.class, false));
            return creator;
        }

        @Bean
        AtomicInteger calls() {
            return new AtomicInteger();
        }

        @Bean
        Advisor counting(AtomicInteger calls) {
            NameMatchMethodPointcut greet = new NameMatchMethodPointcut().addMethodName("greet");
            greet.setClassFilter(type -> Greeter.class.isAssignableFrom(type));
            MethodInterceptor count = invocation -> {
                calls.incrementAndGet();
                @Nullable Object result = invocation.proceed();
                return result;
            };
            return new DefaultPointcutAdvisor(greet, count);
        }
    }
}
