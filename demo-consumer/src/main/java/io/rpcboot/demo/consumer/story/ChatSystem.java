package io.rpcboot.demo.consumer.story;

import io.rpcboot.demo.consumer.story.ChildProcesses.Child;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.registry.ServiceDiscovery;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The chat system's processes: the registry, the database and the servers. */
final class ChatSystem implements AutoCloseable {

    /** Short, so that the death of a server is soon seen. */
    static final Duration SESSION_TIMEOUT = Duration.ofSeconds(4);

    private static final String REGISTRY = "registry";
    private static final String DATABASE = "database";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final Path home;
    private final Path work;
    private final ChildProcesses processes;
    private final int registryPort;
    private final int databasePort;
    private volatile boolean closed;
    private @Nullable Child registry;
    private @Nullable Registrations registrations;

    /**
     * @param home the project's directory
     * @param work where logs and data go
     */
    ChatSystem(Path home, Path work) throws IOException {
        this.home = home;
        this.work = work;
        this.processes = new ChildProcesses(Files.createDirectories(work.resolve("logs")), Set.of(REGISTRY, DATABASE));
        this.registryPort = freePort(2181);
        this.databasePort = freePort(9092);
    }

    /**
     * One server process.
     *
     * @param modules what it hosts
     * @param child the process
     * @param instance how the registry knows it
     */
    record Server(Set<Module> modules, Child child, RpcInstance instance) {

        String name() {
            return child.name();
        }

        long pid() {
            return child.pid();
        }

        /** {@code host:port} of its RPC port. */
        String address() {
            return instance.address();
        }
    }

    /** A server that was started and is not yet known to be up. */
    record Starting(Set<Module> modules, Child child, Set<String> others) {}

    int registryPort() {
        return registryPort;
    }

    String registryAddress() {
        return "zookeeper://127.0.0.1:" + registryPort;
    }

    Child startRegistry() throws InterruptedException {
        Child child = processes.start(
                REGISTRY,
                home.toFile(),
                java(providerJar(), "registry", "--port=" + registryPort, "--data=" + work.resolve("registry")));
        awaitPort(child, registryPort);
        registry = child;
        return child;
    }

    void stopRegistry() {
        if (registry != null) {
            registry.stop();
        }
    }

    Child startDatabase() throws InterruptedException, IOException {
        Child child = processes.start(
                DATABASE,
                home.toFile(),
                java(
                        providerJar(),
                        DATABASE,
                        "-tcpPort",
                        Integer.toString(databasePort),
                        "-baseDir",
                        Files.createDirectories(work.resolve("database")).toString()));
        awaitPort(child, databasePort);
        return child;
    }

    /** Tells arrivals and departures from what this says; to be called once the registry runs. */
    Registrations follow(ServiceDiscovery discovery) {
        Registrations following = new Registrations(discovery);
        registrations = following;
        return following;
    }

    /** Starts a process that hosts these modules. */
    Starting launch(String name, Module... modules) {
        Set<Module> hosted = Set.of(modules);
        String names = Arrays.stream(modules).map(Module::toString).collect(Collectors.joining(","));
        return launch(name, hosted, providerJar(), "--chat.modules=" + names);
    }

    /** Starts a module alone, from a copy of its own jar: a later build must not pull it from under the process. */
    Starting launchAlone(String name, Module module) throws IOException {
        Path built = home.resolve("demo-modules/" + module + "/target/demo-" + module + "-exec.jar");
        Path deployed = Files.createTempFile(Files.createDirectories(work.resolve("jars")), module + "-", ".jar");
        Files.copy(built, deployed, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        return launch(name, Set.of(module), deployed);
    }

    /**
     * Starts a process that hosts one module with settings of its own.
     *
     * @param processors how many of the machine's processors it may see
     */
    Starting launch(String name, int processors, Module module, String... settings) {
        List<String> all = new ArrayList<>(List.of("--chat.modules=" + module));
        all.addAll(Arrays.asList(settings));
        return launch(name, Set.of(module), List.of("-XX:ActiveProcessorCount=" + processors), providerJar(), all);
    }

    private Starting launch(String name, Set<Module> modules, Path jar, String... more) {
        return launch(name, modules, List.of(), jar, Arrays.asList(more));
    }

    private Starting launch(String name, Set<Module> modules, List<String> options, Path jar, List<String> more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.application.name=" + name,
                "--spring.datasource.url=jdbc:h2:tcp://127.0.0.1:" + databasePort + "/./chat;LOCK_TIMEOUT=10000",
                "--spring.datasource.username=sa",
                "--spring.main.banner-mode=off",
                "--rpc.registry.address=" + registryAddress(),
                "--rpc.registry.session-timeout=" + SESSION_TIMEOUT.toSeconds() + "s",
                "--rpc.registry.connect-timeout=2s",
                "--rpc.server.host=127.0.0.1",
                "--logging.level.org.apache.zookeeper=warn",
                "--logging.level.org.apache.curator=warn"));
        arguments.addAll(more);
        Set<String> others = following().processIds();
        Child child = processes.start(name, home.toFile(), java(options, jar, arguments.toArray(String[]::new)));
        return new Starting(modules, child, others);
    }

    /** Waits until a server is in the registry with all that it hosts. */
    Server await(Starting starting) {
        Registrations following = following();
        Child child = starting.child();
        boolean known = following.await(
                START_TIMEOUT,
                () -> !child.isAlive()
                        || following
                                .find(child.name(), starting.modules(), starting.others())
                                .isPresent());
        if (!known || !child.isAlive()) {
            throw new StoryException(child.name() + " did not start; its last words:\n" + child.lastWords());
        }
        return new Server(
                starting.modules(),
                child,
                following
                        .find(child.name(), starting.modules(), starting.others())
                        .orElseThrow());
    }

    /** Builds a module again, with another version. */
    void rebuild(Module module, String version) throws InterruptedException {
        Child maven = processes.start(
                "build-" + module,
                home.toFile(),
                List.of(
                        // The machine is also the servers'.
                        "nice",
                        "mvn",
                        "-B",
                        "-q",
                        "-pl",
                        "demo-modules/" + module,
                        "-am",
                        "package",
                        "-Dmaven.test.skip=true",
                        "-Dchat." + module + ".version=" + version));
        if (maven.process().waitFor() != 0) {
            throw new StoryException("the build of " + module + " failed:\n" + maven.lastWords());
        }
    }

    /** A port that nobody listens on: this one or, if it is taken, any other. */
    static int freePort(int wanted) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        if (!answers(wanted)) {
            try (ServerSocket socket = new ServerSocket(wanted, 1, loopback)) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Taken by somebody who does not answer.
            }
        }
        try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
            return socket.getLocalPort();
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void awaitPort(Child child, int port) throws InterruptedException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!answers(port)) {
            if (!child.isAlive() || System.nanoTime() > deadline) {
                throw new StoryException(child.name() + " did not start; its last words:\n" + child.lastWords());
            }
            Thread.sleep(50);
        }
    }

    private Path providerJar() {
        return home.resolve("demo-provider/target/demo-provider.jar");
    }

    private Registrations following() {
        Registrations following = registrations;
        if (following == null) {
            throw new IllegalStateException("nobody follows the registry yet");
        }
        return following;
    }

    private static List<String> java(Path jar, String... arguments) {
        return java(List.of(), jar, arguments);
    }

    private static List<String> java(List<String> options, Path jar, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Many small processes on one machine: quick to start and modest rather than fast for hours.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-Dfile.encoding=UTF-8"));
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(options);
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        processes.close();
    }
}
