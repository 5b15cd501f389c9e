package io.rpcboot.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rpcboot.RpcException;
import io.rpcboot.RpcMethod;
import io.rpcboot.spring.RpcReference;
import io.rpcboot.spring.RpcService;
import io.rpcboot.spring.boot.EffectiveSettings.Setting;
import io.rpcboot.spring.boot.RpcServerLifecycle.State;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@ExtendWith(OutputCaptureExtension.class)
class RpcEndpointTest {

    interface Till {

        String book(long id);

        @RpcMethod(timeout = 700)
        String slowly(long id);
    }

    @Configuration(proxyBeanMethods = false)
    static class Provider {

        @Bean
        @RpcService(tag = "io", version = "2")
        Till till() {
            return new Till() {
                @Override
                public String book(long id) {
                    return "booked";
                }

                @Override
                public String slowly(long id) {
                    return "late";
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Consumer {

        @RpcReference(version = "2", retries = 1)
        Till till;
    }

    private final String registry = Contexts.freshRegistry();

    private ApplicationContextRunner context(Class<?> user) {
        return Contexts.withRegistry(registry)
                .withConfiguration(AutoConfigurations.of(
                        EndpointAutoConfiguration.class,
                        RpcEndpointAutoConfiguration.class,
                        RpcHealthAutoConfiguration.class))
                .withUserConfiguration(user)
                .withPropertyValues("management.endpoints.web.exposure.include=rpc");
    }

    @Test
    void everySettingOfAReferenceIsToldWithItsPlace() {
        context(Consumer.class)
                .withPropertyValues(
                        "rpc.client.loadbalance=random",
                        "rpc.references.till.tag=io",
                        "rpc.references.till.circuit-breaker.sliding-window-size=50",
                        "rpc.references.till.methods.book.timeout=5s")
                .run(context -> {
                    RpcEndpoint.Reference reference = context.getBean(RpcEndpoint.class)
                            .overview()
                            .references()
                            .get(0);

                    assertThat(reference.name()).isEqualTo(Till.class.getName() + "[version=2]");
                    assertThat(reference.id()).isEqualTo("till");
                    assertThat(reference.available()).isFalse();
                    assertThat(reference.settings())
                            .containsEntry("version", new Setting("2", "@RpcReference(version)"))
                            .containsEntry("retries", new Setting("1", "@RpcReference(retries)"))
                            .containsEntry("group", new Setting("", "default"))
                            .containsEntry("check", new Setting("false", "default"))
                            .containsEntry("local", new Setting("prefer", "default"));
                    assertThat(reference
                                    .settings()
                                    .get("circuitBreaker.slidingWindowSize")
                                    .value())
                            .isEqualTo("50");
                    assertThat(reference
                                    .settings()
                                    .get("circuitBreaker.slidingWindowSize")
                                    .from())
                            .startsWith("rpc.references.till.circuit-breaker.sliding-window-size (");
                    assertThat(reference.settings().get("tag"))
                            .isEqualTo(new Setting(
                                    "io",
                                    "rpc.references.till.tag (\"rpc.references.till.tag\" from property source"
                                            + " \"test\")"));
                    assertThat(reference.settings().get("loadbalance").value()).isEqualTo("random");
                    assertThat(reference.settings().get("loadbalance").from()).startsWith("rpc.client.loadbalance (");
                    assertThat(reference.settings().get("timeout").value()).isEqualTo("20000 ms");
                    assertThat(reference.methods().get("slowly"))
                            .containsEntry("timeout", new Setting("700 ms", "@RpcMethod(timeout)"));
                    assertThat(reference.methods().get("book").get("timeout").value())
                            .isEqualTo("5000 ms");
                    assertThat(reference.methods().get("book").get("timeout").from())
                            .startsWith("rpc.references.till.methods.book.timeout (");
                });
    }

    @Test
    void everySettingOfAServiceIsToldWithItsPlace() {
        context(Provider.class)
                .withPropertyValues(
                        "rpc.services.till.weight=7",
                        "rpc.services.till.methods.book.max-concurrency=3",
                        "rpc.registry.register=true")
                .run(context -> {
                    RpcEndpoint.Overview overview =
                            context.getBean(RpcEndpoint.class).overview();
                    RpcEndpoint.Service service = overview.services().get(0);

                    assertThat(overview.registry()).isEqualTo(registry + " (connected)");
                    assertThat(overview.server().state()).isEqualTo(State.ONLINE);
                    assertThat(overview.server().processId())
                            .startsWith(overview.server().address() + "-");
                    assertThat(service.name()).isEqualTo(Till.class.getName() + "[version=2]");
                    assertThat(service.settings())
                            .containsEntry("tag", new Setting("io", "@RpcService(tag)"))
                            .containsEntry("role", new Setting("primary", "default"))
                            .containsEntry("zone", new Setting("", "default"));
                    assertThat(service.settings().get("weight").value()).isEqualTo("7");
                    assertThat(service.settings().get("weight").from()).startsWith("rpc.services.till.weight (");
                    assertThat(service.methods()).containsOnlyKeys("book");
                    Setting limit = service.methods().get("book").get("maxConcurrency");
                    assertThat(limit.value()).isEqualTo("3");
                    assertThat(limit.from()).startsWith("rpc.services.till.methods.book.max-concurrency (");
                });
    }

    @Test
    void noSecretIsToldWhateverIsSet() {
        context(Provider.class)
                .withUserConfiguration(Consumer.class)
                .withPropertyValues(
                        "rpc.client.token=hush",
                        "rpc.server.token=hush",
                        "rpc.registry.username=hush",
                        "rpc.registry.password=hush")
                .run(context -> assertThat(context.getBean(RpcEndpoint.class).overview())
                        .asString()
                        .contains("name=" + Till.class.getName())
                        .doesNotContain("hush"));
    }

    @Test
    void anOperatorTakesAProviderOutOfUseAndPutsItBack(CapturedOutput output) {
        context(Provider.class)
                .run(provider -> context(Consumer.class).run(consumer -> {
                    Till till = consumer.getBean(Consumer.class).till;
                    RpcEndpoint endpoint = provider.getBean(RpcEndpoint.class);
                    HealthIndicator health = provider.getBean(HealthIndicator.class);
                    assertThat(till.book(1)).isEqualTo("booked");
                    assertThat(health.health().getStatus()).isEqualTo(Status.UP);

                    assertThat(endpoint.switchTo(RpcEndpoint.Wish.OFFLINE).state())
                            .isEqualTo(State.HELD);

                    assertThat(health.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
                    await().untilAsserted(() -> assertThatThrownBy(() -> till.book(2))
                            .isInstanceOf(RpcException.class)
                            .hasMessageContaining("takes no new calls: not serving"));
                    assertThat(output)
                            .contains(
                                    "Offline (by an operator): withdrawn, consumers are sent away, calls in progress end");

                    // What the application does meanwhile changes nothing.
                    AvailabilityChangeEvent.publish(
                            provider.getSourceApplicationContext(), ReadinessState.ACCEPTING_TRAFFIC);
                    assertThat(endpoint.overview().server().state()).isEqualTo(State.HELD);

                    assertThat(endpoint.switchTo(RpcEndpoint.Wish.ONLINE).state())
                            .isEqualTo(State.ONLINE);
                    await().ignoreExceptions().until(() -> till.book(3).equals("booked"));
                }));
    }

    @Test
    void consumersLeaveWhenTheApplicationRefusesTrafficAndComeAgainWhenItAcceptsIt(CapturedOutput output) {
        context(Provider.class)
                .run(provider -> context(Consumer.class).run(consumer -> {
                    Till till = consumer.getBean(Consumer.class).till;
                    RpcEndpoint endpoint = provider.getBean(RpcEndpoint.class);
                    assertThat(till.book(1)).isEqualTo("booked");

                    // As an application does that says why: the source is what happened.
                    AvailabilityChangeEvent.publish(provider, new RuntimeException(), ReadinessState.REFUSING_TRAFFIC);

                    assertThat(endpoint.overview().server().state()).isEqualTo(State.NOT_READY);
                    await().untilAsserted(() -> assertThatThrownBy(() -> till.book(2))
                            .isInstanceOf(RpcException.class)
                            .hasMessageContaining("not serving"));
                    assertThat(output).contains("Offline (the application refuses traffic): ");

                    AvailabilityChangeEvent.publish(
                            provider.getSourceApplicationContext(), ReadinessState.ACCEPTING_TRAFFIC);
                    await().ignoreExceptions().until(() -> till.book(3).equals("booked"));
                }));
    }

    @Test
    void theInstancesOfAServiceAreExplainedByItsNameOrItsReferencesId() {
        context(Provider.class)
                .run(provider -> context(Consumer.class).run(consumer -> {
                    RpcEndpoint endpoint = consumer.getBean(RpcEndpoint.class);
                    await().atMost(Duration.ofSeconds(10))
                            .untilAsserted(() -> assertThat(endpoint.explain(Till.class.getName())
                                            .references())
                                    .singleElement()
                                    .asString()
                                    .contains("lists 1: 127.0.0.1:", "(connected)"));
                    assertThat(endpoint.explain("till").references()).hasSize(1);
                    assertThat(endpoint.explain("nothing")).isNull();
                    await().untilAsserted(() -> assertThat(consumer.getBean(HealthIndicator.class)
                                    .health()
                                    .getDetails())
                            .containsEntry("server", State.STOPPED)
                            .containsEntry("available", Map.of(Till.class.getName() + "[version=2]", true)));
                }));
    }

    @Test
    void withoutActuatorThereIsNeitherEndpointNorHealth() {
        Contexts.withRegistry(registry)
                .withConfiguration(
                        AutoConfigurations.of(RpcEndpointAutoConfiguration.class, RpcHealthAutoConfiguration.class))
                .withUserConfiguration(Consumer.class)
                .withClassLoader(
                        new FilteredClassLoader("org.springframework.boot.actuate", "org.springframework.boot.health"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean("rpcEndpoint")
                        .doesNotHaveBean("rpcHealthIndicator"));
    }

    @Test
    void anEndpointThatIsNotExposedIsNotThere() {
        context(Consumer.class)
                .withPropertyValues("management.endpoints.web.exposure.include=health")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(RpcEndpoint.class));
    }
}
