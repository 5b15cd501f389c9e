package io.rpcboot.benchmarks.e2e.driver;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between a client and a server and counts what TCP carries, each way. */
final class CountingProxy implements AutoCloseable {

    private static final int BUFFER = 1 << 16;

    private final ServerSocket listener;
    private final int target;
    private final AtomicLong toServer = new AtomicLong();
    private final AtomicLong toClient = new AtomicLong();

    CountingProxy(int target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        start("proxy-accept", this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    long toServer() {
        return toServer.get();
    }

    long toClient() {
        return toClient.get();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            start("proxy-to-server", () -> copy(client, server, toServer));
            start("proxy-to-client", () -> copy(server, client, toClient));
        }
    }

    private static void copy(Socket from, Socket to, AtomicLong count) throws IOException {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[BUFFER];
            int read = in.read(buffer);
            while (read >= 0) {
                count.addAndGet(read); // before it is passed on: who has the answer finds it counted
                out.write(buffer, 0, read);
                read = in.read(buffer);
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException closed) {
                        // a side has gone, or the proxy is closed: both end the copying
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
