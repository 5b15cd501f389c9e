package io.rpcboot.transport;

import java.io.IOException;

/** Accepts connections and hands their calls to a {@link ServerDispatcher}. */
public interface ServerTransport {

    /**
     * Binds, blocking until that has worked or failed, and serves until shut down.
     *
     * @throws IOException if it cannot bind; names the address
     */
    RunningServer start(ServerDispatcher dispatcher) throws IOException;
}
