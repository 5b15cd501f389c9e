package io.rpcboot.benchmarks.e2e.floor;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/** Cuts what is received into frames, and handles all that have come before it returns to the socket. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that fails closes; nobody waits for more
abstract class FrameHandler extends ByteToMessageDecoder {

    @Override
    protected final void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        while (in.readableBytes() >= Frames.LENGTH_FIELD) {
            int length = in.getInt(in.readerIndex());
            if (in.readableBytes() < Frames.LENGTH_FIELD + length) {
                return;
            }
            in.skipBytes(Frames.LENGTH_FIELD);
            int id = in.readInt();
            int method = in.readByte();
            byte[] message = new byte[length - Frames.HEADER];
            in.readBytes(message);
            onFrame(id, method, message);
        }
    }

    abstract void onFrame(int id, int method, byte[] message) throws Exception;

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
