package io.rpcboot.demo.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nginx.conf of {@code docs/operations.md}, run by nginx in front of two consumers that are processes of their own.
 * Skipped where nginx is missing.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
class NginxIT {

    private static final Logger log = LoggerFactory.getLogger(NginxIT.class);

    private static final Path DOCUMENT = Path.of("../docs/operations.md");
    private static final Path CONSUMER = Path.of("target/demo-consumer.jar");
    private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /** Also where the tests' JVM ends before its time. */
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(NginxIT::killAll));
    }

    @TempDir
    private Path directory;

    private final HttpClient browser =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** A process and the port at which it answers. */
    private record Server(Process process, int port) {

        void killHard() throws InterruptedException {
            process.destroyForcibly();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Providers providers;
    private Server first;
    private Server second;
    private Server nginx;

    @BeforeEach
    void start() throws Exception {
        Path program = Stream.concat(Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
                .map(path -> Path.of(path, "nginx"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        if (program == null) {
            log.warn("Skipped: there is no nginx on this machine");
        }
        assumeTrue(program != null, "Skipped: there is no nginx on this machine");
        providers = new Providers();
        Path firstLog = directory.resolve("first.log");
        Path secondLog = directory.resolve("second.log");
        Process one = startConsumer(firstLog);
        Process two = startConsumer(secondLog);
        first = new Server(one, awaitPort(one, firstLog));
        second = new Server(two, awaitPort(two, secondLog));
        nginx = startNginx(program);
    }

    @AfterEach
    void stop() {
        killAll();
        if (providers != null) {
            providers.close();
        }
    }

    @Test
    void whoLoggedInAtOneConsumerIsKnownToTheOther() throws Exception {
        String anna = register("anna");

        assertThat(get(first.port(), anna, "/api/me")).contains("anna");
        assertThat(get(second.port(), anna, "/api/me")).contains("anna");
        first.killHard();
        assertThat(get(second.port(), anna, "/api/me")).contains("anna");
    }

    @Test
    void readsGoOnWhenAConsumerDiesAndWritesAreNotRepeated() throws Exception {
        String anna = register("anna");
        register("bert");
        expect(200, post(nginx.port(), anna, "/api/friends", "{\"name\":\"bert\"}"));
        String bertsId = idOf(get(nginx.port(), anna, "/api/friends"));

        // One that hangs has taken the requests on its connections, and nobody knows what it does with them.
        signal("STOP", first);
        List<CompletableFuture<HttpResponse<String>>> writes = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            writes.add(postLater(nginx.port(), anna, "/api/conversations/bert", "{\"text\":\"message " + i + "\"}"));
        }
        awaitDone(writes, 2);
        List<CompletableFuture<HttpResponse<String>>> reads = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            reads.add(getLater(nginx.port(), anna, "/api/friends"));
        }
        awaitDone(reads, 2);
        first.killHard();

        for (CompletableFuture<HttpResponse<String>> read : reads) {
            assertThat(expect(200, read.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)))
                    .contains("bert");
        }
        List<String> said = new ArrayList<>();
        List<Integer> statuses = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            int status = writes.get(i - 1)
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .statusCode();
            statuses.add(status);
            if (status == 201) {
                said.add("message " + i);
            }
        }
        assertThat(statuses).containsExactlyInAnyOrder(201, 201, 502, 502);

        // What was never sent, because nobody listens there any more, is no repetition.
        for (int i = 5; i <= 12; i++) {
            expect(201, post(nginx.port(), anna, "/api/conversations/bert", "{\"text\":\"message " + i + "\"}"));
            said.add("message " + i);
            assertThat(get(nginx.port(), anna, "/api/friends")).contains("bert");
        }
        assertThat(texts(get(nginx.port(), anna, "/api/conversations/" + bertsId)))
                .containsExactlyInAnyOrderElementsOf(said);
    }

    /** Registers, and logs in; returns the session's cookie. */
    private String register(String name) throws Exception {
        String credentials = "{\"name\":\"" + name + "\",\"pwd\":\"123456\"}";
        expect(201, post(nginx.port(), "", "/api/users", credentials));
        HttpResponse<String> login = post(first.port(), "", "/api/login", credentials);
        expect(200, login);
        return login.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    private String get(int port, String cookie, String path) throws Exception {
        return expect(200, getLater(port, cookie, path).get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    private CompletableFuture<HttpResponse<String>> getLater(int port, String cookie, String path) {
        return send(request(port, cookie, path).GET().build());
    }

    private HttpResponse<String> post(int port, String cookie, String path, String json) throws Exception {
        return postLater(port, cookie, path, json).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private CompletableFuture<HttpResponse<String>> postLater(int port, String cookie, String path, String json) {
        return send(request(port, cookie, path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build());
    }

    private static HttpRequest.Builder request(int port, String cookie, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Cookie", cookie)
                .timeout(PATIENCE);
    }

    private CompletableFuture<HttpResponse<String>> send(HttpRequest request) {
        return browser.sendAsync(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private static String expect(int status, HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response + " " + response.body()).isEqualTo(status);
        return response.body();
    }

    private static void awaitDone(List<CompletableFuture<HttpResponse<String>>> responses, int count) {
        await().atMost(PATIENCE)
                .until(() ->
                        responses.stream().filter(CompletableFuture::isDone).count() == count);
    }

    private static String idOf(String users) {
        Matcher id = Pattern.compile("\"id\":(\\d+)").matcher(users);
        assertThat(id.find()).as(users).isTrue();
        return id.group(1);
    }

    private static List<String> texts(String messages) {
        return Pattern.compile("\"text\":\"([^\"]*)\"")
                .matcher(messages)
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    /** With those that nginx has started, which would survive it. */
    private static void killAll() {
        for (Process process : RUNNING) {
            List<ProcessHandle> children = process.descendants().toList();
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private Process startConsumer(Path log) throws IOException {
        return start(
                log,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                CONSUMER.toAbsolutePath().toString(),
                "--server.port=0",
                "--rpc.registry.address=" + providers.registryAddress(),
                "--rpc.client.timeout=14s");
    }

    private Server startNginx(Path program) throws IOException {
        int port = freePort();
        Path configuration = directory.resolve("nginx.conf");
        Files.writeString(configuration, configuration(port));
        Path log = directory.resolve("nginx.log");
        Process process = start(
                log,
                program.toString(),
                "-p",
                directory.toString(),
                "-c",
                configuration.toString(),
                "-g",
                "daemon off; error_log stderr; pid " + directory.resolve("nginx.pid") + ";");
        await().atMost(PATIENCE)
                .failFast(() -> assertThat(process.isAlive()).as(read(log)).isTrue())
                .ignoreExceptions()
                .until(() -> getLater(port, "", "/").get(5, TimeUnit.SECONDS).statusCode() == 200);
        return new Server(process, port);
    }

    /** As the document has it, but for ports, and for places that belong to the machine's own nginx. */
    private String configuration(int port) throws IOException {
        Matcher block = Pattern.compile("```nginx\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(DOCUMENT, StandardCharsets.UTF_8));
        assertThat(block.find()).as("an nginx.conf in " + DOCUMENT).isTrue();
        String text = block.group(1);
        for (String place : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            text = replaceOnce(text, "http {", "http {\n    " + place + "_temp_path " + directory.resolve(place) + ";");
        }
        text = replaceOnce(
                text, "/var/log/nginx/chat.log", directory.resolve("access.log").toString());
        text = replaceOnce(text, "listen 8080", "listen 127.0.0.1:" + port);
        text = replaceOnce(text, "server 127.0.0.1:8081", "server 127.0.0.1:" + first.port());
        return replaceOnce(text, "server 127.0.0.1:8082", "server 127.0.0.1:" + second.port());
    }

    private static String replaceOnce(String text, String from, String to) {
        assertThat(text.split(Pattern.quote(from), -1))
                .as(from + " in the nginx.conf")
                .hasSize(2);
        return text.replace(from, to);
    }

    private Process start(Path log, String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        RUNNING.add(process);
        process.onExit().thenAccept(RUNNING::remove);
        return process;
    }

    private static int awaitPort(Process process, Path log) {
        return await().atMost(PATIENCE)
                .failFast(() -> assertThat(process.isAlive()).as(read(log)).isTrue())
                .until(
                        () -> {
                            Matcher started = STARTED.matcher(read(log));
                            return started.find() ? Integer.parseInt(started.group(1)) : 0;
                        },
                        port -> port > 0);
    }

    private static String read(Path log) {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void signal(String signal, Server server) throws Exception {
        String pid = String.valueOf(server.process().pid());
        assertThat(new ProcessBuilder("kill", "-" + signal, pid)
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }
}
