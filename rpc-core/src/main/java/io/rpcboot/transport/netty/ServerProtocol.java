package io.rpcboot.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.rpcboot.transport.ServerDispatcher;

/**
 * A protocol that a server's port speaks beside the native one. Which one a client means is told from its first bytes;
 * all of them end in the same {@link ServerDispatcher}. One object serves all connections.
 */
public interface ServerProtocol {

    /** Whether bytes are of this protocol. */
    enum Match {
        /** They are. */
        YES,
        /** They are not, whatever follows. */
        NO,
        /** They may be; too few have arrived. */
        NEED_MORE
    }

    /** What it is called in logs. */
    String name();

    /** Whether a connection that begins with these bytes is for this protocol. Moves none of the buffer's indexes. */
    Match matches(ByteBuf firstBytes);

    /**
     * Adds the protocol's handlers to the end of the channel's pipeline. The bytes seen so far are read by them next.
     * Called on the channel's event loop.
     *
     * @param dispatcher where calls go
     * @param processId how the server introduces itself
     */
    ServerConnection install(Channel channel, ServerDispatcher dispatcher, String processId);
}
