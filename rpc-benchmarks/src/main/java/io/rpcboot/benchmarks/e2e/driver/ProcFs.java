package io.rpcboot.benchmarks.e2e.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What Linux tells of processes and of the machine. */
final class ProcFs {

    /** Ticks a second, as Linux shows them whatever its own clock does. */
    static final double HERTZ = 100;

    private ProcFs() {}

    /** CPU seconds of a process so far, in user and in kernel mode. */
    static double cpuSeconds(long pid) throws IOException {
        return cpuSeconds(Files.readString(Path.of("/proc/" + pid + "/stat")));
    }

    /** From the text of {@code /proc/<pid>/stat}; the name in it may hold blanks. */
    static double cpuSeconds(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / HERTZ;
    }

    /** CPU seconds of the whole machine so far that were not idle; time stolen by a hypervisor counts. */
    static double busySeconds() throws IOException {
        return busySeconds(Files.readAllLines(Path.of("/proc/stat")).get(0));
    }

    /** From the first line of {@code /proc/stat}. */
    static double busySeconds(String cpuLine) {
        String[] fields = cpuLine.trim().split(" +", -1);
        long ticks = 0;
        for (int i = 1; i <= 8; i++) {
            boolean idle = i == 4 || i == 5;
            ticks += idle ? 0 : Long.parseLong(fields[i]);
        }
        return ticks / HERTZ;
    }

    /** Resident memory of a process in bytes. */
    static long residentBytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(0);
    }

    /** How many files a process may open; children inherit it. */
    static long openFilesLimit() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/limits")).stream()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.split(" +", -1)[3])
                .mapToLong(limit -> limit.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(limit))
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    /** Established TCP connections that a local port has accepted. */
    static long connectionsTo(int port) throws IOException {
        return connectionsTo(port, "/proc/net/tcp") + connectionsTo(port, "/proc/net/tcp6");
    }

    private static long connectionsTo(int port, String table) throws IOException {
        String local = String.format(":%04X", port);
        try (Stream<String> lines = Files.lines(Path.of(table))) {
            return lines.map(line -> line.trim().split(" +", -1))
                    .filter(fields -> fields[1].endsWith(local) && fields[3].equals("01"))
                    .count();
        }
    }
}
