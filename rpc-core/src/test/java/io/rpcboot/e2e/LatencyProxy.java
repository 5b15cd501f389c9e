package io.rpcboot.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Puts a distance between a client and a server of this machine: what either sends arrives so much later. */
final class LatencyProxy implements AutoCloseable {

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final int port;
    private final Duration oneWay;

    LatencyProxy(int port, Duration oneWay) throws IOException {
        this.port = port;
        this.oneWay = oneWay;
        daemon(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "latency-proxy");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void accept() {
        try {
            while (true) {
                Socket near = listening.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), port);
                sockets.add(near);
                sockets.add(far);
                daemon(() -> pass(near, far));
                daemon(() -> pass(far, near));
            }
        } catch (IOException e) {
            close();
        }
    }

    private void pass(Socket from, Socket to) {
        ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
        try {
            from.setTcpNoDelay(true);
            to.setTcpNoDelay(true);
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[64 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                byte[] bytes = Arrays.copyOf(buffer, read);
                later.schedule(
                        () -> {
                            out.write(bytes);
                            return null;
                        },
                        oneWay.toNanos(),
                        TimeUnit.NANOSECONDS);
            }
        } catch (IOException e) {
            later.shutdownNow();
        } finally {
            later.shutdown();
            close(from);
            close(to);
        }
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            // It is gone then.
            return;
        }
    }

    @Override
    public void close() {
        close(listening);
        sockets.forEach(LatencyProxy::close);
    }
}
