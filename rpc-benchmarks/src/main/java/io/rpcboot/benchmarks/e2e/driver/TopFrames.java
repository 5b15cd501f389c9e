package io.rpcboot.benchmarks.e2e.driver;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/** What a flight recording says of time and of allocation, in a few lines. */
final class TopFrames {

    private static final int LINES = 20;
    private static final Set<String> WAITING =
            Set.of("FileInputStream.readBytes", "EPoll.wait", "Native.epollWait", "Native.epollWait0", "Net.accept");
    private static final int CALLERS = 4;

    private final Map<String, Long> self = new HashMap<>();
    private final Map<String, Long> within = new HashMap<>();
    private final Map<String, Long> inKernel = new HashMap<>();
    private final Map<String, Long> allocated = new HashMap<>();

    private final Set<Long> sampled = new HashSet<>();

    private TopFrames() {}

    static String read(Path file) throws IOException {
        TopFrames top = new TopFrames();
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                top.add(recording.readEvent());
            }
        }
        return table(total(top.self) + " CPU samples: method itself", top.self, total(top.self))
                + table("CPU samples: method and what it calls", top.within, total(top.self))
                + table(
                        total(top.inKernel) + " samples in native code, waits left out",
                        top.inKernel,
                        total(top.inKernel))
                + table("allocation: type and where", top.allocated, total(top.allocated));
    }

    private void add(RecordedEvent event) {
        RecordedStackTrace stack = event.getStackTrace();
        if (stack == null || stack.getFrames().isEmpty()) {
            return;
        }
        List<RecordedFrame> frames = stack.getFrames();
        if (frames.stream().anyMatch(TopFrames::isRecorder)) {
            return;
        }
        switch (event.getEventType().getName()) {
            case "jdk.ExecutionSample" -> {
                self.merge(name(frames.get(0)), 1L, Long::sum);
                Set<String> once = new LinkedHashSet<>();
                frames.forEach(frame -> once.add(name(frame)));
                once.forEach(frame -> within.merge(frame, 1L, Long::sum));
            }
            case "jdk.NativeMethodSample" -> {
                if (!WAITING.contains(name(frames.get(0)))) {
                    inKernel.merge(name(frames.get(0)), 1L, Long::sum);
                }
            }
            case "jdk.ObjectAllocationSample" -> {
                // A thread's first sample weighs all that it has allocated before the recording.
                if (!sampled.add(event.getThread().getId())) {
                    allocated.merge(
                            event.getClass("objectClass").getName() + " < " + callers(frames),
                            event.getLong("weight"),
                            Long::sum);
                }
            }
            default -> {}
        }
    }

    private static boolean isRecorder(RecordedFrame frame) {
        return frame.getMethod().getType().getName().startsWith("jdk.jfr.");
    }

    private static String callers(List<RecordedFrame> frames) {
        return frames.stream().limit(CALLERS).map(TopFrames::name).collect(Collectors.joining(" < "));
    }

    private static String name(RecordedFrame frame) {
        String type = frame.getMethod().getType().getName();
        return type.substring(type.lastIndexOf('.') + 1) + "."
                + frame.getMethod().getName();
    }

    private static long total(Map<String, Long> weights) {
        return weights.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String table(String title, Map<String, Long> weights, long total) {
        StringBuilder text = new StringBuilder("  " + title + "\n");
        weights.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(LINES)
                .forEach(entry -> text.append(String.format(
                        Locale.ROOT, "    %5.1f %%  %s%n", 100.0 * entry.getValue() / total, entry.getKey())));
        return text.toString();
    }
}
