package io.rpcboot.transport;

import org.jspecify.annotations.Nullable;

/**
 * Where to connect, and to whom.
 *
 * @param host a name or an address; a name is resolved anew at each attempt
 * @param port the port
 * @param processId who must answer; null accepts anybody (a direct {@code url}, which no registry vouches for)
 */
public record ConnectTarget(String host, int port, @Nullable String processId) {

    /** {@code host:port}. */
    public String address() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
