package io.rpcboot.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.rpcboot.RemoteStackTrace;
import io.rpcboot.spring.RpcReference;
import io.rpcboot.spring.RpcService;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What is off unless it is set. */
class ServerOptionsTest {

    private final ApplicationContextRunner context = Contexts.withRegistry()
            .withUserConfiguration(PoliteGreeter.class, Caller.class)
            .withPropertyValues("rpc.client.local=never");

    @Test
    void aConsumerThatShowsTheTokenIsServed() {
        context.withPropertyValues("rpc.server.token=secret", "rpc.client.token=secret")
                .run(running -> assertThat(
                                greeter(running.getBean(Caller.class)).greet("Ann"))
                        .isEqualTo("Hello Ann"));
    }

    @Test
    void aConsumerWithAnotherTokenIsToldWhatToSet() {
        context.withPropertyValues("rpc.server.token=secret", "rpc.client.token=guess", "rpc.client.timeout=3s")
                .run(running -> assertThatThrownBy(
                                () -> greeter(running.getBean(Caller.class)).greet("Ann"))
                        .hasMessageContaining("UNAUTHENTICATED")
                        .hasMessageContaining("rpc.client.token must be its rpc.server.token"));
    }

    @Test
    void theTextOfThePropertiesKeepsTheTokensSecret() {
        context.withPropertyValues("rpc.server.token=secret", "rpc.client.token=secret")
                .run(running -> assertThat(running.getBean(RpcProperties.class).toString())
                        .contains("Server[")
                        .doesNotContain("secret"));
    }

    @Test
    void withSslBundlesCallsGoThroughTlsAndBothSidesShowTheirCertificates(@TempDir Path directory) throws Exception {
        Path store = directory.resolve("here.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "here",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=here",
                        "-ext",
                        "SAN=IP:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        context.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
                .withPropertyValues(
                        "spring.ssl.bundle.jks.here.keystore.location=" + store.toUri(),
                        "spring.ssl.bundle.jks.here.keystore.password=changeit",
                        "spring.ssl.bundle.jks.here.truststore.location=" + store.toUri(),
                        "spring.ssl.bundle.jks.here.truststore.password=changeit",
                        "rpc.server.ssl.bundle=here",
                        "rpc.server.ssl.client-auth=need",
                        "rpc.client.ssl.bundle=here")
                .run(running -> assertThat(
                                greeter(running.getBean(Caller.class)).greet("Ann"))
                        .isEqualTo("Hello Ann"));
    }

    @Test
    void anSslBundleThatThereIsNotStopsStartUp() {
        context.withPropertyValues("rpc.server.ssl.bundle=nowhere")
                .run(failed -> assertThat(failed)
                        .getFailure()
                        .rootCause()
                        .hasMessageStartingWith(
                                "rpc.server.ssl.bundle names the SSL bundle \"nowhere\", which does not exist"));
    }

    @Test
    void aStackTraceIsSentOnlyIfItIsSet() {
        context.run(running -> assertThat(catchThrowable(
                        () -> greeter(running.getBean(Caller.class)).greet("nobody")))
                .hasMessage("UNKNOWN: " + Greeter.class.getName() + "/greet: nobody is here")
                .hasNoCause()
                .hasNoSuppressedExceptions());
        context.withPropertyValues("rpc.server.include-stack-trace=true")
                .run(running -> assertThat(catchThrowable(() ->
                                        greeter(running.getBean(Caller.class)).greet("nobody"))
                                .getSuppressed())
                        .singleElement(InstanceOfAssertFactories.THROWABLE)
                        .isInstanceOf(RemoteStackTrace.class)
                        .hasMessageContaining(": java.lang.IllegalStateException: nobody is here")
                        .hasMessageContaining("\tat " + PoliteGreeter.class.getName() + ".greet("));
    }

    @Test
    void theAccessLogHasALineForEachCall() {
        List<String> lines = accessLog(true);
        assertThat(lines)
                .singleElement()
                .asString()
                .matches("/127\\.0\\.0\\.1:\\d+ client-\\S+ \\Q" + Greeter.class.getName() + "\\E/greet OK \\d+ ms");
    }

    @Test
    void aProviderCanTellWhichApplicationCalls() {
        assertThat(accessLog(true, "spring.application.name=shop"))
                .singleElement()
                .asString()
                .matches("/127\\.0\\.0\\.1:\\d+ shop-\\S+ .*");
    }

    @Test
    void thereIsNoAccessLogUnlessItIsSet() {
        assertThat(accessLog(false)).isEmpty();
    }

    @Test
    void aMethodHasALimitOfItsOwn() {
        CompletableFuture<String> held = new CompletableFuture<>();
        Contexts.withRegistry()
                .withUserConfiguration(HoldingBean.class, HoldingCaller.class)
                .withPropertyValues(
                        "rpc.client.local=never",
                        "rpc.client.retries=0",
                        "rpc.services.holding.methods.hold-on.max-concurrency=1")
                .run(running -> {
                    HoldingCaller caller = running.getBean(HoldingCaller.class);
                    running.getBean(HoldingBean.class).held = held;
                    CompletableFuture<String> first = caller.holding.holdOn();
                    Awaitility.await().until(() -> running.getBean(HoldingBean.class).entered);

                    assertThatThrownBy(() -> caller.holding.holdOn().get(20, TimeUnit.SECONDS))
                            .hasMessageContaining("RESOURCE_EXHAUSTED: " + Holding.class.getName()
                                    + "/holdOn: 1 calls are in progress already (" + Holding.class.getName()
                                    + "/holdOn: max-concurrency)");

                    held.complete("done");
                    assertThat(first).succeedsWithin(20, TimeUnit.SECONDS).isEqualTo("done");
                });
    }

    private List<String> accessLog(boolean on, String... properties) {
        List<String> lines = new CopyOnWriteArrayList<>();
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent line) {
                lines.add(line.getFormattedMessage());
            }
        };
        Logger logger = (Logger) LoggerFactory.getLogger("io.rpcboot.access");
        appender.start();
        logger.addAppender(appender);
        try {
            context.withPropertyValues("rpc.server.access-log=" + on)
                    .withPropertyValues(properties)
                    .run(running -> greeter(running.getBean(Caller.class)).greet("Ann"));
        } finally {
            logger.detachAppender(appender);
        }
        return lines;
    }

    private static Greeter greeter(Caller caller) {
        return caller.greeter;
    }

    @RpcService
    static class PoliteGreeter implements Greeter {
        @Override
        public String greet(String name) {
            if (name.equals("nobody")) {
                throw new IllegalStateException("nobody is here");
            }
            return "Hello " + name;
        }
    }

    interface Holding {
        CompletableFuture<String> holdOn();
    }

    @RpcService
    static class HoldingBean implements Holding {
        volatile CompletableFuture<String> held;
        volatile boolean entered;

        @Override
        public CompletableFuture<String> holdOn() {
            entered = true;
            return held;
        }
    }

    static class HoldingCaller {
        @RpcReference
        Holding holding;
    }

    static class Caller {
        @RpcReference
        Greeter greeter;
    }
}
