package io.rpcboot.demo.consumer.story;

import io.rpcboot.demo.api.NameTakenException;
import io.rpcboot.demo.consumer.ChatServices;
import io.rpcboot.demo.consumer.story.ChatSystem.Starting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.springframework.boot.logging.LogFile;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.StandardEnvironment;

/** Runs the whole system on this machine: for the story, or for a browser. */
public final class Demo {

    private static final int WEB_PORT = 8080;

    private Demo() {}

    /** A part of the demo. */
    @FunctionalInterface
    private interface Part {
        void play(Transcript transcript, ChatSystem system) throws Exception;
    }

    /**
     * Tells the story and ends the JVM: with 0 if all of it held.
     *
     * @param args the project's directory; the current one if empty
     */
    public static void tell(String[] args) throws IOException {
        play(args, (transcript, system) -> new Story(transcript, system).tell());
    }

    /**
     * Starts the system with the web application in front, until the JVM is told to end.
     *
     * @param args the project's directory; the current one if empty
     */
    public static void serve(String[] args) throws IOException {
        play(args, Demo::serve);
    }

    private static void play(String[] args, Part part) throws IOException {
        Path home = Path.of(args.length == 0 ? "." : args[0]).toAbsolutePath().normalize();
        Path work =
                home.resolve(".demo").resolve("run-" + ProcessHandle.current().pid());
        Files.createDirectories(work);
        logTo(work.resolve("logs").resolve("00-consumer.log"));

        Transcript transcript = Transcript.toStandardOutput();
        ChatSystem system = new ChatSystem(home, work);
        AtomicBoolean failed = new AtomicBoolean();
        // Also for Ctrl-C and SIGTERM.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> cleanUp(system, work, failed.get()), "clean-up"));
        try {
            part.play(transcript, system);
        } catch (Exception e) {
            if (!system.isClosed()) {
                failed.set(true);
                transcript.fail(e);
                transcript.say("The logs are in %s", work.resolve("logs"));
            }
        }
        System.exit(failed.get() ? 1 : 0);
    }

    private static void cleanUp(ChatSystem system, Path work, boolean failed) {
        system.close();
        if (!failed) {
            delete(work);
        }
    }

    private static void serve(Transcript transcript, ChatSystem system) throws Exception {
        transcript.say("Starting the registry, the database and four servers ...");
        system.startDatabase();
        system.startRegistry();
        int port = ChatSystem.freePort(WEB_PORT);
        try (Consumer consumer = Consumer.serve(system, port)) {
            List<Starting> starting = List.of(
                    system.launch("server1", Module.USER, Module.MESSAGE),
                    system.launch("server2", Module.FRIEND, Module.GROUP),
                    system.launchAlone("server3", Module.ADMIN),
                    system.launchAlone("server3", Module.TICKET));
            starting.forEach(system::await);
            makeFriends(consumer.chat());
            transcript.say("");
            transcript.say("http://127.0.0.1:%d", port);
            transcript.say("zhangsan, lisi and wangwu are friends; the password of each is 123456.");
            transcript.say("The administrator is admin with the password admin-secret.");
            transcript.say("The registry is at %s. Ctrl-C stops all of it.", system.registryAddress());
            new CountDownLatch(1).await();
        }
    }

    /** The people of the demo. */
    static void makeFriends(ChatServices chat) throws Exception {
        for (String name : List.of("zhangsan", "lisi", "wangwu")) {
            try {
                chat.users().register(name, "123456");
            } catch (NameTakenException e) {
                // From an earlier start.
            }
        }
        long zhangsan = chat.users().find("zhangsan").id();
        chat.friends().addFriend(zhangsan, "lisi");
        chat.friends().addFriend(zhangsan, "wangwu");
    }

    /** Standard output is for the transcript. */
    private static void logTo(Path file) {
        System.setProperty("logging.file.name", file.toString());
        System.setProperty("logging.threshold.console", "OFF");
        StandardEnvironment environment = new StandardEnvironment();
        LoggingSystem logging = LoggingSystem.get(Demo.class.getClassLoader());
        logging.beforeInitialize();
        logging.initialize(new LoggingInitializationContext(environment), null, LogFile.get(environment));
    }

    private static void delete(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            // What is left is below .demo, which git ignores.
        }
    }
}
