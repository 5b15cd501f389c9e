package io.rpcboot.registry.embedded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Looks who answers at a port. */
final class PortProbe {

    private static final int TIMEOUT_MILLIS = 1_000;

    private PortProbe() {}

    /** Who answers. */
    enum Answer {
        /** The port is free. */
        NOBODY,
        /** A ZooKeeper server. */
        ZOOKEEPER,
        /** Some other program. */
        SOMEBODY
    }

    static Answer who(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            return isZooKeeper(socket) ? Answer.ZOOKEEPER : Answer.SOMEBODY;
        } catch (IOException e) {
            // Refused: what else could take the port shows when the server binds to it.
            return Answer.NOBODY;
        }
    }

    /** "srvr" is the one command that ZooKeeper answers by default; where it must not, it says so, naming it. */
    private static boolean isZooKeeper(Socket socket) {
        try {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
            String reply = new String(socket.getInputStream().readNBytes(64), StandardCharsets.US_ASCII);
            return reply.startsWith("Zookeeper version") || reply.startsWith("srvr is not executed");
        } catch (IOException e) {
            return false;
        }
    }
}
