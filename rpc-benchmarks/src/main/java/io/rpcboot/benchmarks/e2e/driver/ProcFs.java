package io.rpcboot.benchmarks.e2e.driver;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

/** What Linux tells of processes and of the machine. */
final class ProcFs {

    /** Ticks a second, as Linux shows them whatever its own clock does. */
    static final double HERTZ = 100;

    private static final String KERNEL_PARENT = "2";

    private ProcFs() {}

    /** CPU seconds of a process so far, in user and in kernel mode. */
    static double cpuSeconds(long pid) throws IOException {
        return cpuSeconds(Files.readString(Path.of("/proc/" + pid + "/stat")));
    }

    /** From the text of {@code /proc/<pid>/stat}. */
    static double cpuSeconds(String stat) {
        return ticks(fieldsAfterName(stat), 11, 13) / HERTZ;
    }

    /**
     * CPU seconds so far of all processes but these, their ended children included, and of the hypervisor. Kernel threads
     * are left out: they work for those who keep them busy.
     */
    static double othersCpuSeconds(Set<Long> own) throws IOException {
        double seconds = stolenSeconds(Files.readAllLines(Path.of("/proc/stat")).get(0));
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (!own.contains(Long.valueOf(process.getFileName().toString()))) {
                    seconds += familyCpuSeconds(process);
                }
            }
        }
        return seconds;
    }

    private static double familyCpuSeconds(Path process) {
        try {
            return familyCpuSeconds(Files.readString(process.resolve("stat")));
        } catch (IOException e) {
            return 0; // it has ended, and its parent has its time
        }
    }

    /** Of a process and its ended children; 0 of a kernel thread. */
    static double familyCpuSeconds(String stat) {
        String[] fields = fieldsAfterName(stat);
        boolean kernelThread = fields[1].equals(KERNEL_PARENT);
        return kernelThread ? 0 : ticks(fields, 11, 15) / HERTZ;
    }

    /** From the first line of {@code /proc/stat}: what a hypervisor gave to others. */
    static double stolenSeconds(String cpuLine) {
        return ticks(cpuLine.split(" +", -1), 8, 9) / HERTZ;
    }

    private static long ticks(String[] fields, int from, int to) {
        return Arrays.stream(fields, from, to).mapToLong(Long::parseLong).sum();
    }

    /** The name may hold anything, blanks and brackets too. */
    private static String[] fieldsAfterName(String stat) {
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
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
    static int openFilesLimit() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/limits")).stream()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.split(" +", -1)[3])
                .mapToInt(limit -> limit.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(limit))
                .findFirst()
                .orElse(Integer.MAX_VALUE);
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
