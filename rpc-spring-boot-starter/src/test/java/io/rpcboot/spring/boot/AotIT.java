package io.rpcboot.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.spring.boot.aot.AotApplication;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the build plugin's goal {@code process-aot} does, and then the application started with what it made. */
class AotIT {

    private static final String CLASS_PATH = System.getProperty("java.class.path");

    @Test
    void anApplicationThatWasProcessedAheadOfTimeRunsUntilItIsStopped(@TempDir Path directory) throws Exception {
        Path sources = directory.resolve("sources");
        Path resources = directory.resolve("resources");
        Path classes = directory.resolve("classes");
        process(sources, resources, classes);
        compile(sources, classes);
        assertThat(classes.resolve("io/rpcboot/spring/boot/aot")).isNotEmptyDirectory();

        Process application = java(
                classes + File.pathSeparator + resources + File.pathSeparator + CLASS_PATH,
                "-Dspring.aot.enabled=true",
                AotApplication.class.getName(),
                "--rpc.registry.address=memory",
                "--rpc.server.host=127.0.0.1",
                "--rpc.client.local=never",
                "--rpc.client.timeout=20s");
        try {
            List<String> output = new ArrayList<>();
            String answer = readUntilAnswer(application, output);
            assertThat(answer)
                    .as(String.join("\n", output))
                    .isEqualTo(AotApplication.ANSWER
                            + "aot=true plain-constructor by-method-field 42 plain-bean-parameter");
            assertThat(output).noneMatch(line -> line.contains("SLF4J"));
            assertThat(application.waitFor(300, TimeUnit.MILLISECONDS))
                    .as("a provider without a web server stays alive after main has returned")
                    .isFalse();
            application.destroy(); // SIGTERM
            assertThat(application.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(application.exitValue()).isEqualTo(128 + 15);
        } finally {
            application.destroyForcibly();
        }
    }

    private static void process(Path sources, Path resources, Path classes) throws Exception {
        Process processor = java(
                CLASS_PATH,
                "-Dspring.aot.processing=true",
                "org.springframework.boot.SpringApplicationAotProcessor",
                AotApplication.class.getName(),
                sources.toString(),
                resources.toString(),
                classes.toString(),
                "io.rpcboot",
                "aot-test");
        try {
            String output = new String(processor.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(processor.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(processor.exitValue()).as(output).isZero();
        } finally {
            processor.destroyForcibly();
        }
    }

    private static void compile(Path sources, Path classes) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "-proc:none", "-nowarn", "-d", classes.toString(), "-cp", classes + File.pathSeparator + CLASS_PATH));
        try (Stream<Path> files = Files.walk(sources)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::toString)
                    .forEach(arguments::add);
        }
        Files.createDirectories(classes);
        int result = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertThat(result).isZero();
    }

    private static String readUntilAnswer(Process application, List<String> output) throws IOException {
        Thread watchdog = new Thread(() -> {
            try {
                if (!application.waitFor(Duration.ofSeconds(60).toMillis(), TimeUnit.MILLISECONDS)) {
                    application.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        watchdog.setDaemon(true);
        watchdog.start();
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(application.getInputStream(), StandardCharsets.UTF_8));
        String line = reader.readLine();
        while (line != null && !line.startsWith(AotApplication.ANSWER)) {
            output.add(line);
            line = reader.readLine();
        }
        return String.valueOf(line);
    }

    private static Process java(String classPath, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
