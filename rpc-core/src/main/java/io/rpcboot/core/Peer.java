package io.rpcboot.core;

import java.net.SocketAddress;

/**
 * The process at the other end of a connection, as it introduced itself.
 *
 * @param processId its process id, unique to one start of one process, and of a client that the starter makes begun with the
 *     name of its application; not authenticated
 * @param address its network address
 */
public record Peer(String processId, SocketAddress address) {}
