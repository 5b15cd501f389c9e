package io.rpcboot.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.CallTracer.Stage;
import io.rpcboot.core.LargeArrays;
import io.rpcboot.core.RpcCall;
import io.rpcboot.protocol.Frame.GoAway;
import io.rpcboot.protocol.Frame.Hello;
import io.rpcboot.protocol.Frame.Pong;
import io.rpcboot.protocol.FrameHeader;
import io.rpcboot.protocol.FrameReader;
import io.rpcboot.protocol.FrameType;
import io.rpcboot.protocol.GoAwayCodec;
import io.rpcboot.protocol.HelloCodec;
import io.rpcboot.protocol.PingCodec;
import io.rpcboot.protocol.PongCodec;
import io.rpcboot.protocol.ProtocolException;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What both ends of a native connection do: shake hands, cut bytes into frames, gather what is to be sent, keep alive,
 * and close. All but {@link #submit} belongs to the event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that fails closes, and its closing is heard of
abstract class NativeConnection extends ChannelInboundHandlerAdapter implements FrameReader.Sink {

    private static final Logger log = LoggerFactory.getLogger(NativeConnection.class);

    /** After so many frames of large messages in a row other connections of this event loop have their turn. */
    private static final int LARGE_FRAMES_A_TURN = 16;

    /**
     * After so many frames of one read what they led to is sent: were it kept until all are read, each end of a busy
     * connection would stand idle while the other works. Fewer cost more system calls than they win; measured.
     */
    private static final int FRAMES_A_FLUSH = 32;

    /** How long a peer has to take the last bytes before it is closed without. */
    private static final int LAST_BYTES_MILLIS = 5_000;

    private static final int SMALL_FRAME = 64;
    private static final int GO_AWAY_TEXT = 512;

    final Settings settings;
    final Channel channel;
    final EventLoop loop;
    final Reassembly.Budget reassembly;

    private final SendQueue queue = new SendQueue();
    private final Runnable pumpTask = this::pump;
    private final FrameReader reader;

    private @Nullable FrameWriter writer;
    private @Nullable Hello peerHello;
    private @Nullable RpcStatus closeReason;
    private @Nullable ScheduledFuture<?> timeout;
    private boolean reading;
    private int framesRead;
    private boolean pumping;
    private boolean closing;
    private boolean closed;
    private boolean pumpScheduled;

    /** When the peer last showed that it lives: something came from it, or it took what had waited for it. */
    private long lastSign;

    private long pingedAt;
    private boolean pinged;

    NativeConnection(Channel channel, Settings settings) {
        this.channel = channel;
        this.loop = channel.eventLoop();
        this.settings = settings;
        this.reassembly = new Reassembly.Budget(settings.reassemblyBudget(), LargeArrays.SHARED);
        this.reader = new FrameReader(channel.alloc(), HelloCodec.MAX_LENGTH);
    }

    /** The peer has introduced itself. */
    abstract void onHello(Hello hello);

    /** A frame other than HELLO, PING, PONG and unknown ones. */
    abstract void onFrame(FrameType type, FrameHeader header, ByteBuf in);

    /** Appends what was submitted to the {@linkplain #writer()}. */
    abstract void send(Sendable submitted);

    /** Ends what was submitted and will never be sent; on any thread once the event loop is gone. */
    abstract void discard(Sendable submitted, RpcStatus reason);

    /** What was sent is with the socket; nothing is left to send, or the channel has no room. */
    abstract void onPumped();

    /** The channel is closed. */
    abstract void onClosed(RpcStatus reason);

    /** The last stream that was taken on, for GOAWAY. */
    abstract int lastStreamId();

    /** Who is at the other end, for texts. */
    abstract String peerName();

    final FrameWriter writer() {
        FrameWriter existing = writer;
        if (existing == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return existing;
    }

    final Hello peerHello() {
        Hello hello = peerHello;
        if (hello == null) {
            throw new IllegalStateException("no HELLO yet");
        }
        return hello;
    }

    final boolean isShakenHands() {
        return peerHello != null;
    }

    final boolean isClosed() {
        return closed || closing;
    }

    /** Whether nothing can be sent or received any more. */
    final boolean isGone() {
        return closed;
    }

    /** The longest frame that both sides take. */
    final int maxFrame() {
        return Math.min(Settings.MAX_FRAME, peerHello().maxFrame());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        writer = new FrameWriter(ctx);
        lastSign = now();
    }

    final void startHandshakeTimeout() {
        timeout = loop.schedule(
                () -> close(RpcStatus.of(
                        Code.UNAVAILABLE,
                        peerName() + " did not shake hands within "
                                + settings.handshakeTimeout().toMillis() + " ms: no server of this protocol, or a "
                                + "stalled one")),
                settings.handshakeTimeout().toNanos(),
                TimeUnit.NANOSECONDS);
    }

    final void sendHello(int maxStreams) {
        HelloCodec.encode(
                new Hello(
                        HelloCodec.VERSION,
                        HelloCodec.VERSION,
                        0,
                        Settings.MAX_FRAME,
                        settings.maxMessageSize(),
                        maxStreams,
                        0,
                        settings.processId(),
                        settings.token()),
                writer().space(HelloCodec.MAX_LENGTH));
        writer().flush();
    }

    // ---------------------------------------------------------------- inbound

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        reading = true;
        try {
            if (!isClosed()) {
                explainGarbage(in);
                reader.read(in, this);
            }
        } catch (ProtocolException e) {
            protocolError(String.valueOf(e.getMessage()));
        } catch (Throwable e) {
            log.error("Closing the connection to {}, which led to a defect", peerName(), e);
            goAwayAndClose(Code.INTERNAL, "an internal error");
        } finally {
            in.release();
        }
    }

    /** The first bytes of another protocol get a better text than "no such frame". */
    private void explainGarbage(ByteBuf in) {
        if (peerHello == null
                && !reader.isInFrame()
                && in.isReadable()
                && in.getUnsignedByte(in.readerIndex()) < FrameType.HELLO.number()) {
            throw new ProtocolException("not this protocol but " + FirstBytes.describe(in));
        }
    }

    @Override
    public final void onFrame(FrameHeader header, ByteBuf in) {
        if (isClosed()) {
            return;
        }
        FrameType type = FrameType.of(header.type());
        if (peerHello == null) {
            if (type == FrameType.HELLO) {
                receiveHello(header, in);
            } else if (type == FrameType.GOAWAY) {
                onFrame(type, header, in);
            } else {
                throw new ProtocolException("a frame of type 0x" + Integer.toHexString(header.type())
                        + " ahead of HELLO, which must be the first");
            }
            return;
        }
        if (type == null) {
            return; // of a later version
        }
        switch (type) {
            case HELLO -> throw new ProtocolException("a second HELLO");
            case PING -> PongCodec.encode(new Pong(PingCodec.decode(header, in).value()), writer().space(SMALL_FRAME));
            case PONG -> writer().onPong(PongCodec.decode(header, in));
            case WINDOW -> {
                // reserved
            }
            default -> {
                onFrame(type, header, in);
                if (++framesRead == FRAMES_A_FLUSH) {
                    framesRead = 0;
                    sendSmall();
                }
            }
        }
    }

    private void receiveHello(FrameHeader header, ByteBuf in) {
        Hello hello = HelloCodec.decode(header, in);
        if (hello.minVersion() > HelloCodec.VERSION || hello.maxVersion() < HelloCodec.VERSION) {
            throw new ProtocolException("protocol versions " + hello.minVersion() + " to " + hello.maxVersion()
                    + "; this process speaks version " + HelloCodec.VERSION + " only");
        }
        peerHello = hello;
        reader.maxLength(Settings.MAX_FRAME);
        if (timeout != null) {
            timeout.cancel(false);
        }
        onHello(hello);
        if (!isClosed() && !settings.keepAlive().isZero()) {
            scheduleKeepAlive(settings.keepAlive().toNanos());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        framesRead = 0;
        lastSign = now();
        pump();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (channel.isWritable()) {
            // All there is to go by while nothing is read from a peer that takes its replies slowly.
            lastSign = now();
            pump();
        }
    }

    // ---------------------------------------------------------------- outbound

    /** Hands over what is to be sent, from any thread. */
    final void submit(Sendable added) {
        if (!queue.push(added)) {
            return; // who pushed the first one has seen to it
        }
        if (reading && loop.inEventLoop()) {
            return; // the end of reading does it
        }
        try {
            loop.execute(pumpTask);
        } catch (RejectedExecutionException e) {
            discardQueue(RpcStatus.of(Code.UNAVAILABLE, "the transport is closed"));
        }
    }

    /** Sends what was submitted, small frames first, then a frame of each large message, as long as there is room. */
    final void pump() {
        if (closed) {
            discardQueue(closedStatus());
            return;
        }
        if (pumping) {
            return; // flushing may change the channel's writability, which brings us here
        }
        pumping = true;
        try {
            for (int frames = 0; ; frames++) {
                sendQueue();
                if (!writer().mayAppendLarge()) {
                    break;
                }
                if (frames == LARGE_FRAMES_A_TURN) {
                    pumpAfterOthers();
                    break;
                }
                if (!appendLargeFrame()) {
                    break;
                }
                writer().flush();
            }
            writer().flush();
            onPumped();
            if (writer().mayAppendLarge()) {
                pumpAfterOthers(); // the last flush made room, and its event found us pumping
            }
        } finally {
            pumping = false;
        }
    }

    /** Sends what is submitted by now. Large messages wait for the end of reading: each of their turns is a long one. */
    private void sendSmall() {
        if (!pumping && !closed) {
            pumping = true;
            try {
                sendQueue();
                writer().flush();
                onPumped();
            } finally {
                pumping = false;
            }
        }
    }

    private boolean appendLargeFrame() {
        try {
            writer().appendLargeFrame();
            return true;
        } catch (Throwable e) {
            closeAfterDefect(e);
            return false;
        }
    }

    private void closeAfterDefect(Throwable e) {
        log.error("Closing the connection to {}, to which something could not be sent", peerName(), e);
        writer().close(); // it may hold half a frame
        close(RpcStatus.of(Code.UNAVAILABLE, "the connection to " + peerName() + " was closed after a defect"));
    }

    private void sendQueue() {
        for (Sendable first = queue.takeAll(); first != null; ) {
            Sendable next = first.next();
            first.next(null);
            try {
                send(first);
            } catch (Throwable e) {
                discard(first, RpcStatus.of(Code.INTERNAL, "cannot be sent: " + Texts.of(e)));
                closeAfterDefect(e);
            }
            first = next;
        }
    }

    /** A scheduled task waits for the loop to have looked at its sockets; an executed one would not. */
    private void pumpAfterOthers() {
        if (!pumpScheduled) {
            pumpScheduled = true;
            loop.schedule(
                    () -> {
                        pumpScheduled = false;
                        pump();
                    },
                    0,
                    TimeUnit.NANOSECONDS);
        }
    }

    private void discardQueue(RpcStatus reason) {
        for (Sendable first = queue.takeAll(); first != null; ) {
            Sendable next = first.next();
            first.next(null);
            discard(first, reason);
            first = next;
        }
    }

    /** Tells the tracer, who must not disturb the connection. */
    final void trace(RpcCall call, Stage stage, int bytes) {
        try {
            settings.tracer().reached(call, stage, bytes);
        } catch (Throwable e) {
            log.error("The tracer threw at {} of {}", stage, call, e);
        }
    }

    final void sendGoAway(Code code, @Nullable String reason) {
        GoAwayCodec.encode(
                new GoAway(lastStreamId(), code.number(), Texts.limit(reason, GO_AWAY_TEXT)),
                writer().space(SMALL_FRAME + 3 * GO_AWAY_TEXT));
    }

    // ---------------------------------------------------------------- keep-alive

    private long now() {
        return loop.ticker().nanoTime();
    }

    private void scheduleKeepAlive(long nanos) {
        timeout = loop.schedule(this::keepAlive, nanos, TimeUnit.NANOSECONDS);
    }

    private void keepAlive() {
        if (isClosed()) {
            return;
        }
        long interval = settings.keepAlive().toNanos();
        long silent = now() - lastSign;
        if (pinged && lastSign - pingedAt < 0) {
            close(RpcStatus.of(
                    Code.UNAVAILABLE,
                    peerName() + " has not answered a PING for " + TimeUnit.NANOSECONDS.toMillis(now() - pingedAt)
                            + " ms"));
        } else if (silent < interval) {
            pinged = false;
            scheduleKeepAlive(interval - silent);
        } else {
            pinged = true;
            pingedAt = now();
            writer().ping();
            writer().flush();
            scheduleKeepAlive(interval);
        }
    }

    // ---------------------------------------------------------------- the end

    private void protocolError(String what) {
        log.warn("Closing the connection to {}, which does not keep to the protocol: {}", peerName(), what);
        goAwayAndClose(Code.INVALID_ARGUMENT, what);
    }

    /** Says why, and closes. */
    final void goAwayAndClose(Code code, String reason) {
        if (isClosed()) {
            return;
        }
        if (closeReason == null) {
            closeReason = RpcStatus.of(Code.UNAVAILABLE, "the connection to " + peerName() + " was closed: " + reason);
        }
        sendGoAway(code, reason);
        closeAfterFlush();
    }

    /** Closes once all that was appended is with the socket, or the peer has not taken it for too long. */
    final void closeAfterFlush() {
        closing = true;
        writer().flush();
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        if (channel.isOpen()) {
            loop.schedule(() -> channel.close(), LAST_BYTES_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Closes now; the reason is what pending calls end with. */
    final void close(RpcStatus reason) {
        if (closeReason == null) {
            closeReason = reason;
        }
        closing = true;
        channel.close();
    }

    /** What pending calls are to end with if the peer closes now. */
    final void expectClose(RpcStatus reason) {
        if (closeReason == null) {
            closeReason = reason;
        }
    }

    private RpcStatus closedStatus() {
        RpcStatus reason = closeReason;
        return reason == null ? RpcStatus.of(Code.UNAVAILABLE, "the connection to " + peerName() + " broke") : reason;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable thrown) {
        Throwable cause = Tls.unwrap(thrown);
        if (cause instanceof IOException) {
            log.debug("The connection to {} broke", peerName(), cause);
        } else {
            log.error("Closing the connection to {} after a defect", peerName(), cause);
        }
        close(RpcStatus.of(Code.UNAVAILABLE, "the connection to " + peerName() + " broke: " + Texts.of(cause)));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (closed) {
            return;
        }
        closed = true;
        reading = false;
        if (timeout != null) {
            timeout.cancel(false);
        }
        reader.close();
        writer().close();
        RpcStatus reason = closedStatus();
        onClosed(reason);
        discardQueue(reason);
    }
}
