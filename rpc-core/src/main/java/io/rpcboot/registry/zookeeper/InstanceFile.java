package io.rpcboot.registry.zookeeper;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.rpcboot.core.Timer;
import io.rpcboot.registry.RpcInstance;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last good lists of a registry's services in a file, so that a consumer can start while the registry is down: a
 * line that says which registry it is, then one instance a line, as in the registry itself. The file is replaced as a
 * whole, at once, so that nobody who shares it ever reads half of it; what others have put there of services that are
 * not followed here stays. What it holds are hints; trouble with it is logged and changes nothing else.
 */
final class InstanceFile implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(InstanceFile.class);

    /** Some 40,000 instances; more does not go into the file, and a file that has more is none of ours. */
    private static final int MAX_BYTES = 16 * 1024 * 1024;

    /** Between a change and its being written, so that many changes are written once. */
    private static final long DELAY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path path;
    private final String registry;
    private final byte[] head;
    private final Timer timer;
    private final int maxBytes;
    private final RpcInstanceSerializer serializer = new RpcInstanceSerializer();

    /** Held while the file is read or written. */
    private final Object file = new Object();

    // Guarded by this.
    private final Map<String, List<RpcInstance>> followed = new LinkedHashMap<>();
    private boolean dirty;
    private boolean scheduled;
    private boolean announced;
    private String complaint = "";

    /**
     * @param registry which registry the lists are of
     * @param timer whose thread may wait for the disk
     */
    InstanceFile(Path path, String registry, Timer timer) {
        this(path, registry, timer, MAX_BYTES);
    }

    /** For tests: of another size. */
    InstanceFile(Path path, String registry, Timer timer, int maxBytes) {
        this.path = path.toAbsolutePath();
        this.registry = registry;
        this.timer = timer;
        this.maxBytes = maxBytes;
        this.head = ("{\"format\":\"rpc-instances\",\"version\":1,\"registry\":\""
                        + new String(JsonStringEncoder.getInstance().quoteAsString(registry)) + "\"}\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The instances of the service that the file knows; none if there is no such file. Reads it. */
    List<RpcInstance> recall(String service) {
        List<RpcInstance> instances = List.of();
        synchronized (file) {
            try {
                instances = load().getOrDefault(service, instances);
            } catch (IOException e) {
                complain("cannot be read: " + why(e));
            }
        }
        boolean first;
        synchronized (this) {
            first = !announced && !instances.isEmpty();
            announced |= first;
        }
        if (first) {
            log.info("{} has not answered yet; until it does, instances are taken from {}", registry, path);
        }
        return instances;
    }

    /**
     * The registry says so. Written a little later. An empty list changes nothing: a registry that has lost its data
     * says the same.
     */
    void remember(String service, List<RpcInstance> instances) {
        if (instances.isEmpty()) {
            return;
        }
        boolean first;
        synchronized (this) {
            followed.put(service, instances);
            dirty = true;
            first = !scheduled;
            scheduled = true;
        }
        if (first) {
            timer.schedule(this::write, DELAY_NANOS);
        }
    }

    /** The service is not followed here any more: its list is written, and others may write another one from now on. */
    void forget(String service) {
        write();
        synchronized (this) {
            followed.remove(service);
        }
    }

    /** Writes what is not written yet. */
    @Override
    public void close() {
        write();
    }

    private void write() {
        synchronized (file) {
            Map<String, List<RpcInstance>> all;
            synchronized (this) {
                scheduled = false;
                if (!dirty) {
                    return;
                }
                dirty = false;
                all = new LinkedHashMap<>(followed);
            }
            try {
                load().forEach(all::putIfAbsent);
            } catch (IOException e) {
                log.debug("{} is not there to be added to", path, e); // whether it can be replaced, is seen next
            }
            try {
                replace(content(all));
                fine();
            } catch (IOException | RuntimeException e) {
                synchronized (this) {
                    dirty = true; // the next change, or the end, tries again
                }
                complain("cannot be written: " + why(e) + "; this process cannot be started while the registry is down."
                        + " Set rpc.registry.cache-file to a file that it may write");
            }
        }
    }

    private byte[] content(Map<String, List<RpcInstance>> all) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4_096);
        bytes.write(head);
        int left = 0;
        for (List<RpcInstance> instances : all.values()) {
            for (RpcInstance instance : instances) {
                byte[] line;
                try {
                    line = serializer.serialize(instance, 0);
                } catch (IllegalArgumentException e) {
                    log.debug("Not kept: {}", instance, e); // no entry of a registry of ours
                    continue;
                }
                if (bytes.size() + line.length + 1 > maxBytes) {
                    left++;
                } else {
                    bytes.write(line);
                    bytes.write('\n');
                }
            }
        }
        if (left > 0) {
            log.debug("{} instances do not fit into {}", left, path);
        }
        return bytes.toByteArray();
    }

    /** First beside it, then in its place: who reads it meanwhile has the old one or the new one. */
    private void replace(byte[] content) throws IOException {
        Path directory = path.getParent();
        if (directory == null) {
            throw new IOException("it is a directory");
        }
        Files.createDirectories(directory);
        Path fresh = Files.createTempFile(directory, path.getFileName().toString(), ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true); // or a machine that fails may have moved it ahead of its content
            }
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** What the file holds, by service; nothing if it holds nothing that can be used. */
    private Map<String, List<RpcInstance>> load() throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(maxBytes + 1);
            if (bytes.length > maxBytes) {
                throw new BadInstanceException("it has more than " + maxBytes + " bytes");
            }
            return parse(bytes);
        } catch (NoSuchFileException e) {
            log.debug("There is no {} yet", path);
        } catch (BadInstanceException e) {
            complain("is ignored, and replaced once the registry answers: " + e.getMessage());
        }
        return Map.of();
    }

    private Map<String, List<RpcInstance>> parse(byte[] bytes) throws BadInstanceException {
        if (!Arrays.equals(bytes, 0, Math.min(head.length, bytes.length), head, 0, head.length)) {
            throw new BadInstanceException("it does not begin as a list of the instances of " + registry + " does");
        }
        Map<String, List<RpcInstance>> all = new LinkedHashMap<>();
        int line = 1;
        int from = head.length;
        while (from < bytes.length) {
            line++;
            int to = from;
            while (to < bytes.length && bytes[to] != '\n') {
                to++;
            }
            if (to == bytes.length) {
                throw new BadInstanceException("its last line is cut off");
            }
            try {
                RpcInstance instance = serializer.read(Arrays.copyOfRange(bytes, from, to));
                all.computeIfAbsent(instance.service().name(), name -> new ArrayList<>())
                        .add(instance);
            } catch (BadInstanceException e) {
                throw new BadInstanceException("line " + line + " is no instance: " + e.getMessage());
            }
            from = to + 1;
        }
        all.replaceAll((service, instances) -> List.copyOf(instances));
        return all;
    }

    /** Without the path, which is known, or that of a file beside it, which changes. */
    private static String why(Exception e) {
        String reason = e instanceof FileSystemException failure ? failure.getReason() : e.getMessage();
        return e.getClass().getSimpleName() + (reason == null ? "" : " (" + reason + ")");
    }

    private synchronized void fine() {
        complaint = "";
    }

    private void complain(String what) {
        synchronized (this) {
            if (what.equals(complaint)) {
                return;
            }
            complaint = what;
        }
        log.warn("The file {} {}", path, what);
    }

    /** Its path. */
    @Override
    public String toString() {
        return path.toString();
    }
}
