package io.rpcboot.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.CallTracer.Stage;
import io.rpcboot.core.Deadline;
import io.rpcboot.core.Peer;
import io.rpcboot.core.Ticker;
import io.rpcboot.protocol.CancelCodec;
import io.rpcboot.protocol.DataCodec;
import io.rpcboot.protocol.Frame.Cancel;
import io.rpcboot.protocol.Frame.Data;
import io.rpcboot.protocol.Frame.Hello;
import io.rpcboot.protocol.Frame.Method;
import io.rpcboot.protocol.Frame.Request;
import io.rpcboot.protocol.Frame.Response;
import io.rpcboot.protocol.FrameHeader;
import io.rpcboot.protocol.FrameType;
import io.rpcboot.protocol.MethodCodec;
import io.rpcboot.protocol.MethodName;
import io.rpcboot.protocol.ProtocolException;
import io.rpcboot.protocol.RequestCodec;
import io.rpcboot.protocol.ResponseCodec;
import io.rpcboot.transport.ServerDispatcher;
import io.rpcboot.transport.ServerMethod;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server's end of a native connection. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that fails closes, and its closing is heard of
final class NativeServerConnection extends NativeConnection implements ServerConnection {

    private static final Logger log = LoggerFactory.getLogger(NativeServerConnection.class);

    /** With this much waiting for a client that does not read, nothing more is read from it. */
    private static final long MAX_BACKLOG = 4L << 20;

    /** The same for large replies, of which an ordinary client may ask for several at a time. */
    private static final long MAX_WAITING = 64L << 20;

    /** How long a client has to close after its last reply, so that no unread reply is lost with a reset. */
    private static final int LINGER_MILLIS = 1_000;

    private static final int MAX_TEXT = 12_800;

    private final ServerDispatcher dispatcher;
    private final List<Known> methods = new ArrayList<>();
    private final StreamTable<ServerCall> streams = new StreamTable<>();

    private int lastStreamId;
    private boolean draining;
    private boolean finishing;
    private boolean aborted;
    private boolean onewayRefused;
    private final Promise<Void> done;
    private volatile @Nullable Peer peer;

    NativeServerConnection(Channel channel, Settings settings, ServerDispatcher dispatcher) {
        super(channel, settings);
        this.dispatcher = dispatcher;
        this.done = loop.newPromise();
    }

    Peer peer() {
        Peer introduced = peer;
        if (introduced == null) {
            throw new IllegalStateException("no HELLO yet");
        }
        return introduced;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        super.handlerAdded(ctx);
        startHandshakeTimeout();
    }

    @Override
    void onHello(Hello hello) {
        if (!settings.token().isEmpty() && !sameToken(hello.token())) {
            log.warn("Refused {}, which calls itself {}: no token, or a wrong one", peerName(), hello.processId());
            goAwayAndClose(
                    Code.UNAUTHENTICATED,
                    hello.token().isEmpty()
                            ? "this server wants a token; set rpc.client.token to its rpc.server.token"
                            : "the token is not this server's; rpc.client.token must be its rpc.server.token");
            return;
        }
        peer = new Peer(hello.processId(), channel.remoteAddress());
        sendHello(settings.maxPending());
    }

    /** In a time that does not tell how much of it was right. */
    private boolean sameToken(String given) {
        return MessageDigest.isEqual(
                given.getBytes(StandardCharsets.UTF_8), settings.token().getBytes(StandardCharsets.UTF_8));
    }

    // ---------------------------------------------------------------- frames

    @Override
    void onFrame(FrameType type, FrameHeader header, ByteBuf in) {
        switch (type) {
            case METHOD -> onMethod(MethodCodec.decode(header, in));
            case REQUEST -> onRequest(header, in);
            case DATA -> onData(header, in);
            case CANCEL -> onCancel(CancelCodec.decode(header, in));
            case GOAWAY -> {
                // it will close when it has its replies
            }
            default -> throw new ProtocolException("a " + type + " from a client");
        }
    }

    private void onMethod(Method method) {
        if (method.id() != methods.size()) {
            throw new ProtocolException(
                    "METHOD gives the number " + method.id() + "; the next one is " + methods.size());
        }
        methods.add(new Known(method.name(), find(method.name())));
    }

    private @Nullable ServerMethod find(MethodName name) {
        return dispatcher.find(name.service(), name.method());
    }

    private void onRequest(FrameHeader header, ByteBuf in) {
        int end = in.readerIndex() + header.length();
        Request request = RequestCodec.decode(header, in);
        int id = request.streamId();
        if (id <= lastStreamId) {
            throw new ProtocolException("REQUEST opens stream " + id + " after " + lastStreamId);
        }
        if (draining) {
            return; // above GOAWAY's last stream
        }
        lastStreamId = id;
        MethodName name = request.name();
        ServerMethod method;
        if (name != null) {
            method = find(name);
        } else {
            Known known = known(request.methodId());
            name = known.name();
            method = known.method() == null ? find(name) : known.method();
        }
        if (method == null) {
            refuse(request, dispatcher.refuse(name.service(), name.method()));
            return;
        }
        int chunk = end - in.readerIndex();
        long size = request.messageLength() < 0 ? chunk : request.messageLength();
        RpcStatus refusal = refusal(request, method, size);
        if (refusal != null) {
            refuse(request, refusal);
            return;
        }
        ServerCall call = new ServerCall(
                this, method, id, request.noReply(), deadline(request.remainingMillis()), request.metadata());
        int wireBytes = FrameHeader.LENGTH + header.length();
        if (request.endStream()) {
            if (size != chunk) {
                throw new ProtocolException("a message of " + chunk + " bytes that was to have " + size);
            }
            byte[] message = new byte[chunk];
            in.readBytes(message);
            streams.add(call);
            trace(call, Stage.REQUEST_RECEIVED, wireBytes);
            call.dispatch(message);
        } else {
            call.reassembly(new Reassembly((int) size, reassembly));
            streams.add(call);
            append(call, in, chunk, wireBytes);
        }
    }

    private Known known(int number) {
        if (number >= methods.size()) {
            throw new ProtocolException("REQUEST by the method number " + number + ", which no METHOD has given");
        }
        return methods.get(number);
    }

    private @Nullable RpcStatus refusal(Request request, ServerMethod method, long size) {
        if (size > settings.maxMessageSize()) {
            return RpcStatus.of(
                    Code.RESOURCE_EXHAUSTED,
                    "the request of " + size + " bytes to " + method.descriptor() + " is larger than the "
                            + settings.maxMessageSize()
                            + " bytes that this server accepts; send less at a time, or raise "
                            + "rpc.server.max-message-size");
        }
        if (!request.endStream() && request.messageLength() < 0) {
            return RpcStatus.of(
                    Code.UNIMPLEMENTED,
                    "streams of requests are not supported; " + method.descriptor() + " takes one message");
        }
        if (streams.size() >= settings.maxPending()) {
            return RpcStatus.of(
                    Code.RESOURCE_EXHAUSTED,
                    settings.maxPending() + " calls of one connection are in progress, which is the limit");
        }
        return null;
    }

    private static Deadline deadline(long remainingMillis) {
        return remainingMillis == 0
                ? Deadline.NONE
                : Deadline.afterNanos(TimeUnit.MILLISECONDS.toNanos(remainingMillis), Ticker.SYSTEM);
    }

    private void onData(FrameHeader header, ByteBuf in) {
        int end = in.readerIndex() + header.length();
        Data data = DataCodec.decode(header, in);
        ServerCall call = streams.get(data.streamId());
        if (call == null || call.isAbandoned()) {
            if (data.streamId() > lastStreamId && !draining) {
                throw new ProtocolException("DATA for stream " + data.streamId() + ", which is not open");
            }
            return; // refused or cancelled
        }
        append(call, in, end - in.readerIndex(), FrameHeader.LENGTH + header.length());
        Reassembly message = call.reassembly();
        if (!data.endStream() || message == null) {
            return;
        }
        if (message.missing() > 0) {
            throw new ProtocolException(
                    "a message that lacks " + message.missing() + " of its " + message.length() + " bytes");
        }
        message.release();
        call.reassembly(null);
        trace(call, Stage.REQUEST_RECEIVED, message.wireBytes());
        call.dispatch(message);
    }

    private void append(ServerCall call, ByteBuf in, int chunk, int wireBytes) {
        Reassembly message = call.reassembly();
        if (message == null) {
            throw new ProtocolException("DATA after the end of the message on stream " + call.streamId());
        }
        message.countWireBytes(wireBytes);
        if (chunk > message.missing()) {
            throw new ProtocolException("more DATA than the message's length");
        }
        if (!message.append(in, chunk)) {
            forget(call);
            refuse(
                    call.streamId(),
                    call.noReply(),
                    RpcStatus.of(
                            Code.RESOURCE_EXHAUSTED,
                            "the requests that arrive on this connection take more than the " + reassembly.limit()
                                    + " bytes that it may hold"));
        }
    }

    private void onCancel(Cancel cancel) {
        ServerCall call = streams.get(cancel.streamId());
        if (call == null) {
            return; // answered already
        }
        call.abandon();
        if (call.reassembly() != null || call.hasReplied()) {
            forget(call); // not begun, or only its reply was left to send
        }
        if (writer().remove(call)) {
            call.dropReply();
        }
        Code code = Code.of(cancel.code());
        // Calls that the method makes end with this status: of all that it may be, it must not be a success.
        cancel(call, RpcStatus.of(code == Code.OK ? Code.CANCELLED : code, cancel.reason()));
    }

    private void cancel(ServerCall call, RpcStatus reason) {
        try {
            call.cancel(reason);
        } catch (Throwable e) {
            log.error("Who was told that {} is cancelled threw", call.method(), e);
        }
    }

    /** Takes the call out of the table, if it is in it. */
    private void forget(ServerCall call) {
        streams.remove(call.streamId());
        Reassembly message = call.reassembly();
        if (message != null) {
            message.release();
            message.recycle();
            call.reassembly(null);
        }
    }

    // ---------------------------------------------------------------- replies

    private void refuse(Request request, RpcStatus status) {
        refuse(request.streamId(), request.noReply(), status);
    }

    /** Answers a call that never ran. */
    private void refuse(int streamId, boolean noReply, RpcStatus status) {
        if (noReply) {
            if (!onewayRefused) {
                onewayRefused = true; // once a connection: the caller does not hear of it, and may go on for ever
                log.warn("Refused a one-way call from {}: {}", peerName(), status);
            }
            return;
        }
        ResponseCodec.encodeHead(
                new Response(
                        streamId,
                        status.code().number(),
                        true,
                        Texts.limit(status.message(), MAX_TEXT / 4),
                        Texts.limit(status.errorCode(), 64),
                        null,
                        null,
                        null),
                writer().space(FrameHeader.LENGTH + MAX_TEXT),
                0);
    }

    @Override
    void send(Sendable submitted) {
        ServerCall call = (ServerCall) submitted;
        if (call.isAbandoned() || call.noReply() || isClosed()) {
            streams.remove(call.streamId());
            call.dropReply();
        } else if (call.appendReply(writer())) {
            streams.remove(call.streamId());
        } else {
            writer().add(call);
        }
    }

    /** The last frame of a large reply was appended. */
    void replySent(ServerCall call) {
        streams.remove(call.streamId());
    }

    @Override
    void discard(Sendable submitted, RpcStatus reason) {
        // Nobody is there to hear it, but it counts that it has ended.
        ServerCall call = (ServerCall) submitted;
        streams.remove(call.streamId());
        call.dropReply();
        checkDone();
    }

    @Override
    void onPumped() {
        boolean read = FrameWriter.backlog(channel) < MAX_BACKLOG && writer().waiting() < MAX_WAITING;
        if (channel.config().isAutoRead() != read) {
            channel.config().setAutoRead(read);
        }
        finishIfDrained();
    }

    // ---------------------------------------------------------------- the end

    @Override
    public void drain(String reason) {
        if (draining || isClosed()) {
            return;
        }
        draining = true;
        if (isShakenHands()) {
            sendGoAway(Code.OK, reason);
            pump();
        } else {
            goAwayAndClose(Code.UNAVAILABLE, reason);
        }
    }

    private void finishIfDrained() {
        if (!draining || finishing || !streams.isEmpty() || writer().hasLarge() || isClosed()) {
            return;
        }
        finishing = true;
        writer().flush();
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> {
            if (channel instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
                loop.schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
            } else {
                channel.close();
            }
        });
    }

    @Override
    public void abort(RpcStatus reason) {
        aborted = true;
        close(reason);
        if (isGone()) {
            onClosed(reason);
        }
    }

    /**
     * Cancels all whose reply nobody will hear; one-way calls never had one, and go on unless the server ends. What runs
     * stays in the table until it replies, all the same: a server that shuts down waits for it.
     */
    @Override
    void onClosed(RpcStatus reason) {
        for (ServerCall call : streams.all()) {
            boolean runs = call.reassembly() == null && !call.hasReplied();
            if (!aborted && runs && call.noReply()) {
                continue;
            }
            call.abandon();
            if (aborted || !runs) {
                forget(call);
            }
            cancel(call, RpcStatus.of(Code.CANCELLED, reason.message()));
        }
        checkDone();
    }

    private void checkDone() {
        if (isGone() && streams.isEmpty()) {
            done.trySuccess(null);
        }
    }

    @Override
    public Future<?> whenDone() {
        return done;
    }

    @Override
    int lastStreamId() {
        return lastStreamId;
    }

    @Override
    String peerName() {
        Peer introduced = peer;
        return introduced == null
                ? "client " + channel.remoteAddress()
                : "client " + introduced.processId() + " at " + introduced.address();
    }

    /** A method that has a number. */
    private record Known(MethodName name, @Nullable ServerMethod method) {}
}
