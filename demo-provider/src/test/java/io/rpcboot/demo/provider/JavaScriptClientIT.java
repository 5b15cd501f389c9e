package io.rpcboot.demo.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client in {@code interop/js}, which knows the protocol from its document. Skipped where Node is missing, or npm cannot get the client's one library.
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
            missing = "npm cannot install the client's library: " + npm.lastLine();
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

    /** What became of a process: nothing where its program is missing. */
    private record Outcome(boolean succeeded, String output) {

        String lastLine() {
            return output.strip().lines().reduce("", (before, line) -> line);
        }
    }

    private static Outcome run(Duration limit, String... command) throws IOException, InterruptedException {
        Path log = Files.createTempFile(directory, command[0], ".log");
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
