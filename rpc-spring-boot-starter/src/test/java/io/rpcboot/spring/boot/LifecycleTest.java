package io.rpcboot.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.client.Reference;
import io.rpcboot.client.RpcClient;
import io.rpcboot.registry.InMemoryRegistry;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.spring.RpcReference;
import io.rpcboot.spring.RpcService;
import io.rpcboot.transport.netty.NettyClientTransport;
import io.rpcboot.transport.netty.TransportTimer;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/** From binding to the last goodbye. */
@ExtendWith(OutputCaptureExtension.class)
class LifecycleTest {

    /** The common pool may have a single thread. */
    private static final Executor OWN_THREAD = task -> new Thread(task).start();

    private final String registry = Contexts.freshRegistry();

    @Test
    void aServiceIsRegisteredAfterRunnersAndReadyListenersHaveRun(CapturedOutput output) {
        try (ConfigurableApplicationContext application = run(Provider.class)) {
            assertThat(application.getBean(Provider.class).registeredTooEarly).isEmpty();
            assertThat(application.getBean(Provider.class).boundInRunner).isTrue();
            assertThat(registered()).hasSize(1);
            assertThat(output)
                    .containsPattern("Exporting 1 service at 127\\.0\\.0\\.1:\\d+ \\(the server is bound to it\\),"
                            + " registered in " + registry + ".*: io\\.rpcboot\\.spring\\.boot\\.Greeter");
        }
        assertThat(registered()).isEmpty();
    }

    @Test
    void theServerDrainsBeforeAnythingElseStops() throws Exception {
        ConfigurableApplicationContext application = run(Provider.class);
        Provider provider = application.getBean(Provider.class);
        try (NettyClientTransport transport = NettyClientTransport.builder().build();
                RpcClient client = RpcClient.builder()
                        .transport(transport)
                        .timer(TransportTimer.named("test-timer"))
                        .build()) {
            Greeter greeter = client.refer(Reference.to(Greeter.class)
                    .url("127.0.0.1:" + application.getEnvironment().getProperty("local.rpc.port"))
                    .timeout(Duration.ofSeconds(20)));
            CompletableFuture<String> slow = CompletableFuture.supplyAsync(() -> greeter.greet("slow"), OWN_THREAD);
            assertThat(provider.called.await(5, TimeUnit.SECONDS)).isTrue();

            CompletableFuture<Void> closing = CompletableFuture.runAsync(application::close, OWN_THREAD);
            Awaitility.await().until(() -> registered().isEmpty());
            Awaitility.await()
                    .untilAsserted(() -> assertThat(codeOf(greeter, "new")).isEqualTo(Code.UNAVAILABLE));
            assertThat(closing).isNotDone();
            assertThat(provider.events).isEmpty();
            // Whoever asks how the process is doing meanwhile, a probe perhaps, does not wait for the calls to end.
            RpcServerLifecycle lifecycle = application.getBean(RpcServerLifecycle.class);
            assertThat(CompletableFuture.supplyAsync(lifecycle::state, OWN_THREAD))
                    .succeedsWithin(Duration.ofSeconds(5))
                    .isEqualTo(RpcServerLifecycle.State.STOPPED);
            // Nor does who wants it out of use: it is.
            assertThat(CompletableFuture.runAsync(() -> lifecycle.hold(true), OWN_THREAD))
                    .succeedsWithin(Duration.ofSeconds(5));

            provider.finish.countDown();
            assertThat(slow.get(5, TimeUnit.SECONDS)).isEqualTo("hello slow");
            closing.get(10, TimeUnit.SECONDS);
            assertThat(provider.events).containsExactly("call ended", "web server's phase", "low phase");
        }
    }

    @Test
    void referencesWorkUntilTheVeryEnd() {
        try (ConfigurableApplicationContext provider = run(Provider.class)) {
            ConfigurableApplicationContext consumer = run(CallingAtTheEnd.class);
            CallingAtTheEnd bean = consumer.getBean(CallingAtTheEnd.class);
            consumer.close();
            assertThat(provider.isActive()).isTrue();
            assertThat(bean.answer).isEqualTo("hello end");
        }
    }

    @Test
    void aContextThatIsStoppedAndStartedExportsAgain() {
        try (ConfigurableApplicationContext application = run(Provider.class)) {
            application.stop();
            assertThat(registered()).isEmpty();
            application.start();
            assertThat(registered()).hasSize(1);
            try (ConfigurableApplicationContext consumer = run(CallingAtTheEnd.class)) {
                assertThat(consumer.getBean(CallingAtTheEnd.class).greeter.greet("again"))
                        .isEqualTo("hello again");
            }
        }
    }

    @Test
    void oneThreadKeepsAProviderAliveAndEndsWithIt() {
        Set<Thread> before = keepAlive(); // of contexts that other tests keep
        Set<Thread> added = new HashSet<>();
        try (ConfigurableApplicationContext application = run(Provider.class)) {
            assertThat(application.isActive()).isTrue();
            added.addAll(keepAlive());
            added.removeAll(before);
            assertThat(added).singleElement().matches(thread -> !thread.isDaemon());
        }
        Awaitility.await().untilAsserted(() -> assertThat(added).noneMatch(Thread::isAlive));
    }

    @Test
    void aProviderOpensOnePort() throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")));
        Set<String> before = listening();
        try (ConfigurableApplicationContext application = run(Provider.class)) {
            assertThat(application.isActive()).isTrue();
            Set<String> added = listening();
            added.removeAll(before);
            assertThat(added).hasSize(1);
        }
        try (ConfigurableApplicationContext consumer = run(CallingAtTheEnd.class)) {
            assertThat(consumer.isActive()).isTrue();
            Set<String> added = listening();
            added.removeAll(before);
            assertThat(added).isEmpty();
        }
    }

    @Test
    void aMissingProviderIsWarnedOfLoudly(CapturedOutput output) {
        try (ConfigurableApplicationContext consumer =
                run(CallingAtTheEnd.class, "--rpc.registry.connect-timeout=50ms")) {
            assertThat(consumer.isActive()).isTrue();
            Awaitility.await()
                    .untilAsserted(() -> assertThat(output)
                            .contains(
                                    "NO PROVIDER for 1 of this application's references; calls will fail until there is one."
                                            + " Set rpc.client.check=true to have start-up fail instead.")
                            .contains("    io.rpcboot.spring.boot.Greeter: "));
        }
    }

    private ConfigurableApplicationContext run(Class<?> configuration, String... arguments) {
        String[] all = Stream.concat(
                        Stream.of(
                                "--rpc.registry.address=" + registry,
                                "--rpc.server.host=127.0.0.1",
                                "--rpc.client.timeout=20s"),
                        Stream.of(arguments))
                .toArray(String[]::new);
        return new SpringApplicationBuilder(configuration)
                .web(WebApplicationType.NONE)
                .registerShutdownHook(false)
                .run(all);
    }

    private List<RpcInstance> registered() {
        List<List<RpcInstance>> heard = new CopyOnWriteArrayList<>();
        String name = registry.substring("memory:".length());
        try (var subscription = InMemoryRegistry.named(name).subscribe(Greeter.class.getName(), heard::add)) {
            Awaitility.await().until(() -> !heard.isEmpty());
            return heard.get(heard.size() - 1);
        }
    }

    private static Code codeOf(Greeter greeter, String name) {
        try {
            greeter.greet(name);
            return Code.OK;
        } catch (RpcException e) {
            return e.code();
        }
    }

    private static Set<Thread> keepAlive() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("rpc-keep-alive"))
                .collect(Collectors.toSet());
    }

    /** The inodes of this process's listening sockets. */
    private static Set<String> listening() throws IOException {
        Set<String> ours = new HashSet<>();
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            for (Path file : files.toList()) {
                if (Files.isSymbolicLink(file)) {
                    try {
                        ours.add(Files.readSymbolicLink(file).toString());
                    } catch (IOException e) {
                        // closed meanwhile
                    }
                }
            }
        }
        Set<String> listening = new HashSet<>();
        for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] columns = line.trim().split("\\s+");
                if (columns.length > 9 && columns[3].equals("0A") && ours.contains("socket:[" + columns[9] + "]")) {
                    listening.add(columns[9]);
                }
            }
        }
        return listening;
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        RpcAutoConfiguration.class,
        RpcClientAutoConfiguration.class,
        RpcServerAutoConfiguration.class
    })
    static class Provider {

        final List<String> registeredTooEarly = new CopyOnWriteArrayList<>();
        final List<String> events = new CopyOnWriteArrayList<>();
        final CountDownLatch called = new CountDownLatch(1);
        final CountDownLatch finish = new CountDownLatch(1);
        boolean boundInRunner;

        @Bean
        @RpcService
        Greeter greeter() {
            return name -> {
                if (name.equals("slow")) {
                    called.countDown();
                    try {
                        finish.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    events.add("call ended");
                }
                return "hello " + name;
            };
        }

        @Bean
        CommandLineRunner runner(RpcServerLifecycle lifecycle) {
            return arguments -> {
                boundInRunner = lifecycle.isRunning();
                note(lifecycle, "runner");
            };
        }

        @EventListener
        void onReady(ApplicationReadyEvent ready) {
            note(ready.getApplicationContext().getBean(RpcServerLifecycle.class), "listener");
        }

        private void note(RpcServerLifecycle lifecycle, String when) {
            var server = lifecycle.server();
            if (server != null && !server.registrations().isEmpty()) {
                registeredTooEarly.add(when);
            }
        }

        @Bean
        SmartLifecycle webServersGracefulShutdown() {
            return new Stopping(events, "web server's phase", Integer.MAX_VALUE - 1024);
        }

        @Bean
        SmartLifecycle low() {
            return new Stopping(events, "low phase", 0);
        }
    }

    static final class Stopping implements SmartLifecycle {
        private final List<String> events;
        private final String name;
        private final int phase;
        private volatile boolean running;

        Stopping(List<String> events, String name, int phase) {
            this.events = events;
            this.name = name;
            this.phase = phase;
        }

        @Override
        public void start() {
            running = true;
        }

        @Override
        public void stop() {
            running = false;
            events.add(name);
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public int getPhase() {
            return phase;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        RpcAutoConfiguration.class,
        RpcClientAutoConfiguration.class,
        RpcServerAutoConfiguration.class
    })
    static class CallingAtTheEnd {

        @RpcReference
        Greeter greeter = name -> "not injected";

        String answer = "";

        @PreDestroy
        void call() {
            answer = greeter.greet("end");
        }
    }
}
