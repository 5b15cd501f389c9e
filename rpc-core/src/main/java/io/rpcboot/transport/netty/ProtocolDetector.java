package io.rpcboot.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at a connection's first bytes, has the protocol that they belong to take over, and leaves. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that fails closes, and its closing is heard of
final class ProtocolDetector extends ByteToMessageDecoder {

    private static final Logger log = LoggerFactory.getLogger(ProtocolDetector.class);

    private final List<ServerProtocol> protocols;
    private final Consumer<ServerProtocol> onDetected;
    private final long timeoutNanos;
    private @Nullable ScheduledFuture<?> timeout;

    /** {@code onDetected} installs the protocol. */
    ProtocolDetector(List<ServerProtocol> protocols, long timeoutNanos, Consumer<ServerProtocol> onDetected) {
        this.protocols = protocols;
        this.timeoutNanos = timeoutNanos;
        this.onDetected = onDetected;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        timeout = ctx.executor()
                .schedule(
                        () -> {
                            log.debug("Closing {}, which has not said what it speaks", ctx.channel());
                            ctx.close();
                        },
                        timeoutNanos,
                        TimeUnit.NANOSECONDS);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        boolean undecided = false;
        for (ServerProtocol protocol : protocols) {
            switch (protocol.matches(in)) {
                case YES -> {
                    onDetected.accept(protocol);
                    ctx.pipeline().remove(this); // which passes on what was read
                    return;
                }
                case NEED_MORE -> undecided = true;
                case NO -> {
                    // the next, then
                }
            }
        }
        if (!undecided) {
            log.warn(
                    "Closed a connection from {}: it does not speak this port's protocol but {}",
                    ctx.channel().remoteAddress(),
                    FirstBytes.describe(in));
            in.skipBytes(in.readableBytes());
            ctx.close();
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        if (timeout != null) {
            timeout.cancel(false);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Throwable reason = Tls.unwrap(cause);
        if (reason instanceof SSLException) {
            log.warn(
                    "Closed a connection from {}: TLS failed: {}", ctx.channel().remoteAddress(), Texts.of(reason));
        } else {
            log.debug("The connection from {} broke", ctx.channel().remoteAddress(), cause);
        }
        ctx.close();
    }
}
