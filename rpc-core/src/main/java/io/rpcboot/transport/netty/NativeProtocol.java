package io.rpcboot.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.rpcboot.protocol.FrameHeader;
import io.rpcboot.protocol.FrameType;
import io.rpcboot.protocol.HelloCodec;
import io.rpcboot.transport.ServerDispatcher;
import java.util.function.Function;

/** The native protocol: begins with a HELLO frame. */
final class NativeProtocol implements ServerProtocol {

    private final Function<String, Settings> settings;

    /** With what makes the settings, given the process id. */
    NativeProtocol(Function<String, Settings> settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "rpc";
    }

    @Override
    public Match matches(ByteBuf firstBytes) {
        int start = firstBytes.readerIndex();
        if (!firstBytes.isReadable()) {
            return Match.NEED_MORE;
        }
        if (firstBytes.getUnsignedByte(start) != FrameType.HELLO.number()) {
            return Match.NO;
        }
        if (firstBytes.readableBytes() < FrameHeader.LENGTH + Integer.BYTES) {
            return Match.NEED_MORE;
        }
        return firstBytes.getInt(start + FrameHeader.LENGTH) == HelloCodec.MAGIC ? Match.YES : Match.NO;
    }

    @Override
    public ServerConnection install(Channel channel, ServerDispatcher dispatcher, String processId) {
        NativeServerConnection connection = new NativeServerConnection(channel, settings.apply(processId), dispatcher);
        channel.pipeline().addLast(connection);
        return connection;
    }
}
