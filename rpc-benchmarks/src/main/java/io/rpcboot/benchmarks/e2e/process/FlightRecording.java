package io.rpcboot.benchmarks.e2e.process;

import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.Objects;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/** Records where time and allocation go, for as long as a window lasts. */
final class FlightRecording {

    private static final Duration SAMPLING = Duration.ofMillis(2);

    private @Nullable Recording recording;

    void start() throws IOException, ParseException {
        Recording started = new Recording(Configuration.getConfiguration("profile"));
        started.enable("jdk.ExecutionSample").withPeriod(SAMPLING).withStackTrace();
        started.enable("jdk.NativeMethodSample").withPeriod(SAMPLING).withStackTrace();
        started.enable("jdk.ObjectAllocationSample").with("throttle", "2000/s").withStackTrace();
        started.start();
        recording = started;
    }

    void dump(String file) throws IOException {
        Recording running = Objects.requireNonNull(recording, "nothing is recorded");
        running.stop();
        running.dump(Path.of(file));
        running.close();
        recording = null;
    }
}
