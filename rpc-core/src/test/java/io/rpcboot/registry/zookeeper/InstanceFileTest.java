package io.rpcboot.registry.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.core.ServiceId;
import io.rpcboot.core.Timer;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.testing.LogCapture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class InstanceFileTest {

    private static final String REGISTRY = "zookeeper://10.0.0.5:2181";
    private static final String HEAD =
            "{\"format\":\"rpc-instances\",\"version\":1,\"registry\":\"zookeeper://10.0.0.5:2181\"}";

    @TempDir
    private Path directory;

    private final Deque<Runnable> scheduled = new ArrayDeque<>();
    private final LogCapture log = new LogCapture(InstanceFile.class.getName());

    @AfterEach
    void stopListening() {
        log.close();
    }

    private Path path() {
        return directory.resolve("made/for/it/instances.json");
    }

    private InstanceFile file() {
        return file(1 << 20);
    }

    private InstanceFile file(int maxBytes) {
        Timer timer = (task, delay) -> {
            scheduled.add(task);
            return () -> {};
        };
        return new InstanceFile(path(), REGISTRY, timer, maxBytes);
    }

    private void runScheduled() {
        while (!scheduled.isEmpty()) {
            scheduled.poll().run();
        }
    }

    private static RpcInstance instance(String service, int port) {
        return new RpcInstance(
                new ServiceId(service, "blue", "2"),
                "10.0.0.1:" + port + "-x",
                "10.0.0.1",
                port,
                new RpcInstance.Attributes("provider", "io", "z1", RpcInstance.Attributes.BACKUP, 7, 0x0abc));
    }

    private void write(String... lines) throws Exception {
        Files.createDirectories(path().getParent());
        Files.write(path(), List.of(lines));
    }

    @Test
    void whatOneProcessRemembersTheNextRecallsWithAllThatConsumersChooseBy() {
        file().remember("chat.Users", List.of(instance("chat.Users", 1), instance("chat.Users", 2)));
        runScheduled();

        assertThat(file().recall("chat.Users")).containsExactly(instance("chat.Users", 1), instance("chat.Users", 2));
        assertThat(file().recall("chat.Friends")).isEmpty();
        assertThat(log.lines())
                .containsExactly("INFO " + REGISTRY + " has not answered yet; until it does, instances are taken from "
                        + path());
    }

    @Test
    void aPersonCanReadIt() throws Exception {
        file().remember("chat.Users", List.of(instance("chat.Users", 1)));
        runScheduled();

        assertThat(Files.readAllLines(path()))
                .containsExactly(
                        HEAD,
                        "{\"name\":\"chat.Users\",\"id\":\"10.0.0.1:1-x-e59a77ac\",\"address\":\"10.0.0.1\",\"port\":1,"
                                + "\"sslPort\":null,\"payload\":{\"processId\":\"10.0.0.1:1-x\",\"group\":\"blue\","
                                + "\"version\":\"2\",\"tag\":\"io\",\"zone\":\"z1\",\"role\":\"backup\",\"weight\":7,"
                                + "\"application\":\"provider\",\"fingerprint\":\"0000000000000abc\"},"
                                + "\"registrationTimeUTC\":0,\"serviceType\":\"DYNAMIC\",\"uriSpec\":null}");
    }

    @Test
    void manyChangesAreWrittenOnceAndTheLastOneCounts() {
        InstanceFile file = file();
        file.remember("chat.Users", List.of(instance("chat.Users", 1)));
        file.remember("chat.Users", List.of(instance("chat.Users", 2)));

        assertThat(scheduled).hasSize(1);
        assertThat(path()).doesNotExist();
        runScheduled();
        assertThat(file().recall("chat.Users")).containsExactly(instance("chat.Users", 2));
    }

    @Test
    void whatIsNotWrittenYetIsWrittenAtTheEnd() {
        InstanceFile file = file();
        file.remember("chat.Users", List.of(instance("chat.Users", 1)));

        file.close();

        assertThat(file().recall("chat.Users")).hasSize(1);
    }

    @Test
    void anEmptyListDoesNotReplaceAGoodOne() {
        InstanceFile file = file();
        file.remember("chat.Users", List.of(instance("chat.Users", 1)));
        file.remember("chat.Users", List.of());
        runScheduled();

        assertThat(file().recall("chat.Users")).hasSize(1);
    }

    @Test
    void theListsOfOtherServicesThatAnotherProcessHasPutThereStay() {
        InstanceFile one = file();
        InstanceFile other = file();
        one.remember("chat.Users", List.of(instance("chat.Users", 1)));
        other.remember("chat.Friends", List.of(instance("chat.Friends", 2)));
        runScheduled();

        assertThat(file().recall("chat.Users")).hasSize(1);
        assertThat(file().recall("chat.Friends")).hasSize(1);
    }

    @Test
    void whatIsNoLongerFollowedIsLeftToOthers() {
        InstanceFile one = file();
        InstanceFile other = file();
        one.remember("chat.Users", List.of(instance("chat.Users", 1)));
        one.forget("chat.Users");
        assertThat(file().recall("chat.Users")).containsExactly(instance("chat.Users", 1));

        other.remember("chat.Users", List.of(instance("chat.Users", 2)));
        runScheduled();
        one.remember("chat.Friends", List.of(instance("chat.Friends", 3)));
        runScheduled();

        assertThat(file().recall("chat.Users")).containsExactly(instance("chat.Users", 2));
    }

    @Test
    void processesThatWriteAtOnceNeverShowAnybodyHalfAFile() throws Exception {
        int rounds = 200;
        List<RpcInstance> many = new ArrayList<>();
        for (int port = 1; port <= 50; port++) {
            many.add(instance("chat.Users", port));
        }
        InstanceFile reader = file();
        file().remember("chat.Users", many);
        runScheduled();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                InstanceFile writer = new InstanceFile(path(), REGISTRY, (task, delay) -> () -> {}, 1 << 20);
                writers.add(threads.submit(() -> {
                    start.await();
                    for (int round = 0; round < rounds; round++) {
                        writer.remember("chat.Users", many);
                        writer.close();
                    }
                    return null;
                }));
            }
            start.countDown();
            for (int round = 0; round < rounds; round++) {
                assertThat(reader.recall("chat.Users")).isEqualTo(many);
            }
            for (Future<?> writer : writers) {
                writer.get(50, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(log.linesWith("WARN")).isEmpty();
        assertThat(path().getParent().toFile().list()).containsExactly("instances.json");
    }

    @Test
    void aFileOfAnotherKindIsIgnoredWithOneWarningAndReplaced() throws Exception {
        write("root:x:0:0:root:/root:/bin/bash");
        InstanceFile file = file();

        assertThat(file.recall("chat.Users")).isEmpty();
        assertThat(file.recall("chat.Friends")).isEmpty();
        file.remember("chat.Users", List.of(instance("chat.Users", 1)));
        runScheduled();

        assertThat(log.lines())
                .containsExactly("WARNING The file " + path()
                        + " is ignored, and replaced once the registry answers: it does not begin as a list of the"
                        + " instances of " + REGISTRY + " does");
        assertThat(file.recall("chat.Users")).hasSize(1);
    }

    @Test
    void theInstancesOfAnotherRegistryAreNotCalled() throws Exception {
        write(HEAD.replace("10.0.0.5", "10.0.0.6"));

        assertThat(file().recall("chat.Users")).isEmpty();
        assertThat(log.linesWith("WARN")).hasSize(1);
    }

    @Test
    void aDamagedFileIsIgnoredWithTheLineThatIsWrong() throws Exception {
        write(HEAD, "{\"name\":\"chat.Users\"}");

        assertThat(file().recall("chat.Users")).isEmpty();
        assertThat(log.linesWith("line 2 is no instance: payload is missing or not an object"))
                .hasSize(1);
    }

    @Test
    void aFileThatIsCutOffIsIgnored() throws Exception {
        file().remember("chat.Users", List.of(instance("chat.Users", 1)));
        runScheduled();
        byte[] whole = Files.readAllBytes(path());
        Files.write(path(), Arrays.copyOf(whole, whole.length - 1));

        assertThat(file().recall("chat.Users")).isEmpty();
        assertThat(log.linesWith("its last line is cut off")).hasSize(1);
    }

    @Test
    void aFileThatIsTooLargeIsNotReadAndNoneSuchIsWritten() throws Exception {
        List<RpcInstance> three =
                List.of(instance("chat.Users", 1), instance("chat.Users", 2), instance("chat.Users", 3));
        file().remember("chat.Users", three);
        runScheduled();

        assertThat(file(1_000).recall("chat.Users")).isEmpty();
        assertThat(log.linesWith("it has more than 1000 bytes")).hasSize(1);
        InstanceFile small = file(1_000);
        small.remember("chat.Users", three);
        runScheduled();
        assertThat(Files.size(path())).isLessThanOrEqualTo(1_000);
        assertThat(file(1_000).recall("chat.Users")).hasSize(2);
    }

    @Test
    void aFileThatCannotBeWrittenIsWarnedOfOnce() throws Exception {
        Files.createDirectories(path()); // a directory in its place
        Files.createFile(path().resolve("something"));
        InstanceFile file = file();
        file.remember("chat.Users", List.of(instance("chat.Users", 1)));
        runScheduled();
        file.remember("chat.Users", List.of(instance("chat.Users", 2)));
        runScheduled();

        assertThat(log.lines())
                .containsExactly("WARNING The file " + path()
                        + " cannot be written: FileSystemException (Is a directory); this process cannot be started while"
                        + " the registry is down. Set rpc.registry.cache-file to a file that it may write");
    }

    @Test
    void whatCouldNotBeWrittenIsTriedAgainAtTheEnd() throws Exception {
        Files.createDirectories(path());
        Path inTheWay = Files.createFile(path().resolve("something"));
        InstanceFile file = file();
        file.remember("chat.Users", List.of(instance("chat.Users", 1)));
        runScheduled();
        assertThat(log.linesWith("cannot be written")).hasSize(1);

        Files.delete(inTheWay);
        Files.delete(path());
        file.close();

        assertThat(file().recall("chat.Users")).hasSize(1);
    }

    @Test
    void onlyItsOwnerCanReadIt() throws Exception {
        file().remember("chat.Users", List.of(instance("chat.Users", 1)));
        runScheduled();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
                .isEqualTo("rw-------");
    }
}
