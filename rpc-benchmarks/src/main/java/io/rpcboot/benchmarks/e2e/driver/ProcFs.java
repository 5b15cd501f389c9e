package io.rpcboot.benchmarks.e2e.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
}
