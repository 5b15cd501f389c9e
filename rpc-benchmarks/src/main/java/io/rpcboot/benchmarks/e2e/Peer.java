package io.rpcboot.benchmarks.e2e;

import java.io.Closeable;
import java.net.InetSocketAddress;

/** One way to make calls: what is compared. Found with {@link java.util.ServiceLoader}; made once in each process that needs it. */
public interface Peer {

    /** Short, for options and tables. */
    String name();

    /** One line for the legend. */
    String description();

    /** The least Java release that its processes need. */
    default int javaRelease() {
        return 17;
    }

    /** Whether a call can be made without a thread that waits for it. */
    default boolean asynchronous() {
        return true;
    }

    /** Whether {@link #connect} can open more connections than one. */
    default boolean choosesConnections() {
        return false;
    }

    /** Serves the workload on a free port of the loopback interface. */
    Server serve() throws Exception;

    /**
     * Connects to a server.
     *
     * @param connections how many; 1 where the peer does not choose
     */
    Client connect(InetSocketAddress server, int connections) throws Exception;

    /** A server that runs. */
    interface Server extends Closeable {

        /** Where it listens. */
        int port();
    }
}
