package io.rpcboot.demo.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rpcboot.bootstrap.RegistryConnection;
import io.rpcboot.contract.ExportProto;
import io.rpcboot.demo.api.FriendService;
import io.rpcboot.demo.api.MessageService;
import io.rpcboot.demo.api.TicketService;
import io.rpcboot.demo.api.UserService;
import io.rpcboot.demo.api.diagnostics.ServerDiagnostics;
import io.rpcboot.registry.RegistryAddress;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.registry.ServiceDiscovery.Subscription;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The client in {@code interop/js}, which knows the protocol from its document and the services from their contracts
 * as protobuf. Skipped where Node is missing, or npm cannot get the client's one library.
 */
class JavaScriptClientIT {

    private static final Logger log = LoggerFactory.getLogger(JavaScriptClientIT.class);

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path SOURCES = ROOT.resolve("interop/js");

    @TempDir
    private static Path directory;

    /** Empty where the client is installed. */
    private static String missing = "";

    @BeforeAll
    static void install() throws Exception {
        Outcome node = run(Duration.ofSeconds(20), "node", "--version");
        if (!node.succeeded()) {
            missing = "there is no Node on this machine; version 20.11 or later is needed";
            return;
        }
        if (!node.output().strip().matches("v(20\\.(1[1-9]|[2-9]\\d)|2[1-9]\\.|[3-9]\\d\\.).*")) {
            missing = "Node 20.11 or later is needed, here is " + node.output().strip();
            return;
        }
        try (Stream<Path> sources = Files.walk(SOURCES)) {
            for (Path source : (Iterable<Path>) sources.filter(JavaScriptClientIT::isSource)::iterator) {
                Path copy = directory.resolve(SOURCES.relativize(source));
                Files.createDirectories(copy.getParent());
                Files.copy(source, copy);
            }
        }
        Outcome npm = run(
                Duration.ofMinutes(2), "npm", "ci", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=0");
        if (!npm.succeeded()) {
            missing = "npm cannot install the client's library: " + npm.firstError();
        }
    }

    /** Before each test, because those of a class that is skipped as a whole are not even counted. */
    @BeforeEach
    void clientIsInstalled() {
        if (!missing.isEmpty()) {
            log.warn("Skipped: {}", missing);
        }
        assumeTrue(missing.isEmpty(), "Skipped: " + missing);
    }

    private static boolean isSource(Path path) {
        return Files.isRegularFile(path) && !SOURCES.relativize(path).startsWith("node_modules");
    }

    @Test
    void itsOwnTestsPass() throws Exception {
        Outcome tests = run(Duration.ofMinutes(2), "node", "--test", "--test-timeout=20000", "--test-reporter=tap");

        assertThat(tests.succeeded()).as(tests.output()).isTrue();
        assertThat(tests.output()).contains("# fail 0").doesNotContain("# tests 0");
    }

    @Test
    void itCallsTheDemoByExportedContracts() throws Exception {
        Path exported = directory.resolve("proto");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ExportProto.class.getName(),
                "-d",
                exported.toString()));
        Stream.of(
                        TicketService.class,
                        UserService.class,
                        FriendService.class,
                        MessageService.class,
                        ServerDiagnostics.class)
                .map(Class::getName)
                .forEach(command::add);
        Outcome export = run(Duration.ofMinutes(1), command.toArray(String[]::new));
        assertThat(export.succeeded()).as(export.output()).isTrue();

        callsTheDemo("--proto=" + exported);
    }

    @Test
    void itCallsTheDemoByTheContractsThatTheServerTells() throws Exception {
        callsTheDemo();
    }

    private static void callsTheDemo(String... more) throws Exception {
        String registry = "memory:" + UUID.randomUUID();
        try (ConfigurableApplicationContext demo = start(registry)) {
            RpcInstance instance = instanceIn(registry);
            List<String> command = new ArrayList<>(List.of(
                    "node",
                    "client.mjs",
                    "--host=" + instance.host(),
                    "--port=" + instance.port(),
                    "--process-id=" + instance.processId(),
                    "--timeout=30000"));
            command.addAll(List.of(more));

            Outcome story = run(Duration.ofMinutes(3), command.toArray(String[]::new));

            assertThat(story.succeeded()).as(story.output()).isTrue();
            assertThat(story.output().lines())
                    .containsExactly(
                            "connected to: " + instance.processId(),
                            "getTicket: good",
                            "register: zhangsan-* lisi-*",
                            "login: true",
                            "login with a wrong password: false",
                            "register again: FAILED_PRECONDITION NameTakenException true",
                            "getUserFriendList: 1 lisi-* true",
                            "getTrace: TicketService/getTicket",
                            "getConversation: 20 messages of 240000 bytes",
                            "meanwhile: 100 tickets",
                            "send too much: INVALID_ARGUMENT a message of 100000 characters is blank or longer than 4000",
                            "call of no service: UNIMPLEMENTED never ran",
                            "ping: answered",
                            "closed: in good order");
            assertThat(demo.isRunning()).isTrue();
        }
    }

    private static ConfigurableApplicationContext start(String registry) {
        return new SpringApplicationBuilder(ChatProvider.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID(),
                        "--rpc.registry.address=" + registry,
                        "--rpc.server.host=127.0.0.1");
    }

    /** What the registry says of the one server there is. */
    private static RpcInstance instanceIn(String registry) throws Exception {
        CompletableFuture<RpcInstance> found = new CompletableFuture<>();
        try (RegistryConnection connection =
                        RegistryConnection.open(RegistryAddress.parse(registry), RegistryConnection.Options.DEFAULT);
                Subscription subscription = connection
                        .discovery()
                        .subscribe(
                                TicketService.class.getName(),
                                instances -> instances.stream().findFirst().ifPresent(found::complete))) {
            return found.get(20, TimeUnit.SECONDS);
        }
    }

    /** What became of a process: nothing where its program is missing. */
    private record Outcome(boolean succeeded, String output) {

        /** The first line of npm's complaint; the last one only tells where its log is. */
        String firstError() {
            return output.lines()
                    .filter(line -> line.startsWith("npm error"))
                    .findFirst()
                    .orElse(output);
        }
    }

    private static Outcome run(Duration limit, String... command) throws IOException, InterruptedException {
        Path log = Files.createTempFile(directory, "process", ".log");
        Process process;
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment()
                    .put("PROTOCOL_DOCUMENT", ROOT.resolve("docs/protocol.md").toString());
            process = builder.start();
        } catch (IOException e) {
            return new Outcome(false, e.getMessage());
        }
        try {
            boolean ended = process.waitFor(limit.toSeconds(), TimeUnit.SECONDS);
            String output = Files.readString(log, StandardCharsets.UTF_8);
            return ended
                    ? new Outcome(process.exitValue() == 0, output)
                    : new Outcome(false, output + "\nnot done after " + limit.toSeconds() + " s");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly); // npm's
            process.destroyForcibly();
        }
    }
}
