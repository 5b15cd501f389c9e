package io.rpcboot.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.FastThreadLocal;
import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.codec.StatusDetails;
import io.rpcboot.core.CallTracer.Stage;
import io.rpcboot.core.Deadline;
import io.rpcboot.core.EncodedMessage;
import io.rpcboot.core.MarshallingException;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.MethodDescriptor;
import io.rpcboot.core.Peer;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.core.ServiceId;
import io.rpcboot.protocol.CancelCodec;
import io.rpcboot.protocol.DataCodec;
import io.rpcboot.protocol.Frame.Cancel;
import io.rpcboot.protocol.Frame.Data;
import io.rpcboot.protocol.Frame.GoAway;
import io.rpcboot.protocol.Frame.Hello;
import io.rpcboot.protocol.Frame.Method;
import io.rpcboot.protocol.Frame.Request;
import io.rpcboot.protocol.Frame.Response;
import io.rpcboot.protocol.FrameHeader;
import io.rpcboot.protocol.FrameType;
import io.rpcboot.protocol.GoAwayCodec;
import io.rpcboot.protocol.MethodCodec;
import io.rpcboot.protocol.MethodName;
import io.rpcboot.protocol.ProtocolException;
import io.rpcboot.protocol.RequestCodec;
import io.rpcboot.protocol.ResponseCodec;
import io.rpcboot.transport.ClientTransport;
import io.rpcboot.transport.ConnectTarget;
import io.rpcboot.transport.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The client's end of a native connection. */
final class NativeClientConnection extends NativeConnection implements Connection {

    /** More than the head of a frame takes that has neither metadata nor names. */
    static final int SMALL_HEAD = 64;

    /** Requests from this size on are counted by their bytes; smaller ones are bounded by the number of calls. */
    private static final int COUNTED_SIZE = 1_024;

    /** Decoding a small response needs its bytes in an array for a moment only. */
    private static final FastThreadLocal<byte[]> SCRATCH = new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
            return new byte[Settings.MAX_FRAME];
        }
    };

    private final ConnectTarget target;
    private final CompletableFuture<Connection> ready = new CompletableFuture<>();
    private final CompletableFuture<RpcStatus> unusable = new CompletableFuture<>();
    private final Map<ServiceId, RpcHandler> services = new ConcurrentHashMap<>();
    private final LongAdder lateResponses;

    /** Calls that were begun; only grows, by any thread. */
    private final AtomicLong begun = new AtomicLong();

    /** Bytes of the larger requests whose calls have not ended. */
    private final AtomicLong pendingBytes = new AtomicLong();

    /** Calls that have ended; written by the event loop only. */
    private volatile long ended;

    /** Null while new calls are accepted. */
    private volatile @Nullable RpcStatus refusal;

    private volatile int peerMaxMessage;
    private volatile int maxPending;
    private volatile @Nullable Peer peer;

    // The rest belongs to the event loop.
    private final StreamTable<PendingCall> streams = new StreamTable<>();
    private final List<PendingCall> oneways = new ArrayList<>();
    private int nextStreamId;
    private int methods;
    private boolean drained;

    NativeClientConnection(
            Channel channel, Settings settings, ConnectTarget target, int firstStreamId, LongAdder lateResponses) {
        super(channel, settings);
        this.target = target;
        this.nextStreamId = firstStreamId;
        this.lateResponses = lateResponses;
    }

    /** Completes after the handshake, or when it fails. */
    CompletionStage<Connection> ready() {
        return ready;
    }

    // ---------------------------------------------------------------- any thread

    @Override
    public RpcHandler service(ServiceId service) {
        return services.computeIfAbsent(service, id -> {
            MethodNumbers numbers = new MethodNumbers(id);
            return (call, reply) -> begin(numbers, call, reply);
        });
    }

    private void begin(MethodNumbers numbers, RpcCall call, ReplyListener reply) {
        RpcStatus refused = refusal;
        if (refused != null) {
            reply.onClose(refused.withNotExecuted(true), Metadata.EMPTY);
            return;
        }
        EncodedMessage message;
        try {
            message = call.encodedMessage();
        } catch (MarshallingException e) {
            reply.onClose(RpcStatus.of(Code.INVALID_ARGUMENT, e.getMessage()).withNotExecuted(true), Metadata.EMPTY);
            return;
        }
        if (!message.hold()) {
            reply.onClose(RpcStatus.of(Code.CANCELLED, call + " has ended").withNotExecuted(true), Metadata.EMPTY);
            return;
        }
        refused = overLimit(call.method(), message.length());
        if (refused != null) {
            message.release();
            reply.onClose(refused.withNotExecuted(true), Metadata.EMPTY);
            return;
        }
        PendingCall pending = new PendingCall(this, numbers, call, message, reply);
        call.onCancel(pending);
        submit(pending);
    }

    /** Why the call may not be begun; null if it may, and then it is counted. */
    private @Nullable RpcStatus overLimit(MethodDescriptor method, int size) {
        if (size > peerMaxMessage) {
            return RpcStatus.of(
                    Code.RESOURCE_EXHAUSTED,
                    "the request of " + size + " bytes to " + method + " is larger than the " + peerMaxMessage
                            + " bytes that " + target.address()
                            + " accepts; send less at a time, or raise rpc.server.max-message-size there");
        }
        if (begun.get() - ended >= maxPending) {
            return RpcStatus.of(
                    Code.RESOURCE_EXHAUSTED,
                    maxPending + " calls to " + target.address()
                            + " are pending on one connection, which is the limit");
        }
        long waiting = pendingBytes.get() + FrameWriter.backlog(channel);
        if (waiting > 0 && waiting + size > settings.maxPendingBytes()) {
            return RpcStatus.of(
                    Code.RESOURCE_EXHAUSTED,
                    waiting + " bytes of calls to " + target.address() + " are pending on one connection; at most "
                            + settings.maxPendingBytes() + " may");
        }
        begun.getAndIncrement();
        if (size >= COUNTED_SIZE) {
            pendingBytes.addAndGet(size);
        }
        return null;
    }

    void cancel(PendingCall pending, RpcStatus reason) {
        if (loop.inEventLoop()) {
            cancelNow(pending, reason);
            return;
        }
        try {
            loop.execute(() -> cancelNow(pending, reason));
        } catch (RejectedExecutionException e) {
            // The loop is gone, and has ended or will discard what was pending.
        }
    }

    @Override
    public Peer peer() {
        Peer introduced = peer;
        if (introduced == null) {
            throw new IllegalStateException("no HELLO yet");
        }
        return introduced;
    }

    @Override
    public boolean isUsable() {
        return refusal == null;
    }

    @Override
    public CompletionStage<RpcStatus> whenUnusable() {
        return unusable.minimalCompletionStage();
    }

    @Override
    public void drain() {
        onLoop(() -> {
            refuse(RpcStatus.of(Code.UNAVAILABLE, "the connection to " + target.address() + " is draining"));
            closeIfDrained();
        });
    }

    @Override
    public void close() {
        closeBecause("the connection to " + target.address() + " was closed");
    }

    void closeBecause(String reason) {
        onLoop(() -> close(RpcStatus.of(Code.UNAVAILABLE, reason)));
    }

    private void onLoop(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
            return;
        }
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // The loop is gone, and all its connections with it.
        }
    }

    /** How many calls have neither ended nor been given up. */
    long pendingCalls() {
        return begun.get() - ended;
    }

    @Override
    public String toString() {
        return "connection to " + target.address();
    }

    // ---------------------------------------------------------------- handshake

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        sendHello(0);
        startHandshakeTimeout();
    }

    @Override
    void onHello(Hello hello) {
        if (target.processId() != null && !target.processId().equals(hello.processId())) {
            String mismatch = target.address() + " is answered by process " + hello.processId() + ", not by "
                    + target.processId() + ", which was expected there";
            ready.completeExceptionally(new RpcException(Code.UNAVAILABLE, mismatch, ClientTransport.WRONG_PROCESS));
            close(RpcStatus.of(Code.UNAVAILABLE, mismatch));
            return;
        }
        peer = new Peer(hello.processId(), channel.remoteAddress());
        peerMaxMessage = hello.maxMessage();
        maxPending =
                hello.maxStreams() == 0 ? settings.maxPending() : Math.min(settings.maxPending(), hello.maxStreams());
        if (!ready.complete(this)) {
            close(RpcStatus.of(Code.UNAVAILABLE, "nobody waits for the connection any more"));
        }
    }

    // ---------------------------------------------------------------- requests

    @Override
    void send(Sendable submitted) {
        PendingCall pending = (PendingCall) submitted;
        if (pending.isEnded()) {
            return; // cancelled while it was queued
        }
        RpcStatus refused = isClosed() ? closing() : refusal;
        if (refused != null) {
            end(pending, refused.withNotExecuted(true));
            return;
        }
        pending.open(nextStreamId);
        if (!appendRequest(pending)) {
            return;
        }
        streams.add(pending);
        if (nextStreamId == Integer.MAX_VALUE) {
            refuse(RpcStatus.of(
                    Code.UNAVAILABLE, "the connection to " + target.address() + " has used up its stream ids"));
        } else {
            nextStreamId++;
        }
    }

    private RpcStatus closing() {
        return RpcStatus.of(Code.UNAVAILABLE, "the connection to " + target.address() + " is being closed");
    }

    private boolean appendRequest(PendingCall pending) {
        int size = pending.message.length();
        RpcCall call = pending.call;
        Metadata metadata = call.hasMetadata() ? call.metadata() : null;
        int method = numberOf(pending);
        MethodName name = method < 0 ? pending.numbers.name(call.method()) : null;
        long remaining = remainingMillis(call.deadline());
        boolean noReply = call.method().oneway();

        ByteBuf out = writer().space(SMALL_HEAD + Math.min(size, Settings.MAX_FRAME));
        int start = out.writerIndex();
        if (name == null && metadata == null && !noReply && size <= maxFrame() - SMALL_HEAD) {
            RequestCodec.encodePlainHead(out, pending.streamId(), method, remaining, size);
            out.writeBytes(pending.message.bytes(), 0, size);
            pending.sent(out.writerIndex() - start);
            requestSent(pending);
            return true;
        }
        RequestCodec.encodeHead(
                new Request(pending.streamId(), true, noReply, method, name, remaining, metadata, -1), out, size);
        if (out.writerIndex() - start - FrameHeader.LENGTH + size <= maxFrame()) {
            out.writeBytes(pending.message.bytes(), 0, size);
            pending.sent(out.writerIndex() - start);
            requestSent(pending);
            return true;
        }
        // Too large for one frame: the head alone, with the message's length, and all of the message in its turn.
        Request request = new Request(pending.streamId(), false, noReply, method, name, remaining, metadata, size);
        out.writerIndex(start);
        RequestCodec.encodeHead(request, out, 0);
        int head = out.writerIndex() - start;
        if (head - FrameHeader.LENGTH > maxFrame()) {
            out.writerIndex(start);
            end(
                    pending,
                    RpcStatus.of(
                                    Code.RESOURCE_EXHAUSTED,
                                    "the metadata of the call to " + call.method() + " takes more than the "
                                            + maxFrame() + " bytes of a frame; send less")
                            .withNotExecuted(true));
            return false;
        }
        pending.begun(head);
        writer().add(pending);
        return true;
    }

    /** The method's number, which is announced ahead of its first use; -1 if the numbers are used up. */
    private int numberOf(PendingCall pending) {
        MethodDescriptor method = pending.call.method();
        int number = pending.numbers.get(method);
        if (number < 0 && methods < MethodCodec.MAX_IDS) {
            MethodName name = pending.numbers.name(method);
            if (MethodCodec.fits(name)) {
                number = methods++;
                pending.numbers.put(method, number);
                MethodCodec.encode(new Method(number, name), writer().space(MethodCodec.MAX_LENGTH));
            }
        }
        return number;
    }

    private static long remainingMillis(Deadline deadline) {
        if (!deadline.isFinite()) {
            return 0;
        }
        // Rounded up, and never 0, which would be for ever; who owns the deadline cancels.
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline.remainingNanos() + 999_999));
    }

    /** The last frame of the request was appended. */
    void requestSent(PendingCall pending) {
        trace(pending.call, Stage.REQUEST_SENT, pending.sentOnWire());
        if (pending.call.method().oneway()) {
            oneways.add(pending);
        }
    }

    @Override
    void onPumped() {
        if (!oneways.isEmpty()) {
            List<PendingCall> sent = List.copyOf(oneways);
            oneways.clear();
            for (PendingCall oneway : sent) {
                if (!oneway.isEnded()) {
                    streams.remove(oneway.streamId());
                    countEnded(oneway);
                    oneway.end(RpcStatus.OK, null, null, null);
                }
            }
        }
        closeIfDrained();
    }

    private void cancelNow(PendingCall pending, RpcStatus reason) {
        if (pending.isEnded()) {
            return;
        }
        if (pending.isBegun()) {
            streams.remove(pending.streamId());
            CancelCodec.encode(
                    new Cancel(pending.streamId(), reason.code().number(), Texts.limit(reason.message(), 256)),
                    writer().space(1_024));
            end(pending, pending.isSent() ? reason : reason.withNotExecuted(true));
            pump();
        } else {
            end(pending, reason.withNotExecuted(true));
        }
    }

    @Override
    void discard(Sendable submitted, RpcStatus reason) {
        PendingCall pending = (PendingCall) submitted;
        if (!pending.isEnded()) {
            end(pending, reason.withNotExecuted(true));
        }
    }

    /** Ends a call that is not, or no longer, in the table. */
    private void end(PendingCall pending, RpcStatus status) {
        countEnded(pending);
        pending.end(status, null, null, null);
    }

    // ---------------------------------------------------------------- responses

    @Override
    void onFrame(FrameType type, FrameHeader header, ByteBuf in) {
        switch (type) {
            case RESPONSE -> onResponse(header, in);
            case DATA -> onData(header, in);
            case GOAWAY -> onGoAway(GoAwayCodec.decode(header, in));
            default -> throw new ProtocolException("a " + type + " from a server");
        }
    }

    private void onData(FrameHeader header, ByteBuf in) {
        int end = in.readerIndex() + header.length();
        Data data = DataCodec.decode(header, in);
        PendingCall pending = streams.get(data.streamId());
        if (pending == null) {
            return; // cancelled
        }
        int chunk = end - in.readerIndex();
        Reassembly message = pending.reassembly();
        if (message == null) {
            if (data.messageLength() < 0) {
                throw new ProtocolException("DATA that begins a message and does not tell its length");
            }
            if (data.messageLength() > settings.maxMessageSize()) {
                giveUp(pending, tooLarge(pending, data.messageLength()));
                return;
            }
            message = new Reassembly((int) data.messageLength(), reassembly);
            pending.reassembly(message);
        }
        message.countWireBytes(FrameHeader.LENGTH + header.length());
        if (chunk > message.missing()) {
            throw new ProtocolException("more DATA than the message's length");
        }
        if (!message.append(in, chunk)) {
            giveUp(
                    pending,
                    RpcStatus.of(
                            Code.RESOURCE_EXHAUSTED,
                            "the responses that arrive from " + target.address() + " take more than the "
                                    + reassembly.limit() + " bytes that one connection may hold"));
        }
    }

    /** Ends a call whose response this side will not take. */
    private void giveUp(PendingCall pending, RpcStatus status) {
        streams.remove(pending.streamId());
        CancelCodec.encode(new Cancel(pending.streamId(), status.code().number(), null), writer().space(SMALL_HEAD));
        end(pending, status);
    }

    private RpcStatus tooLarge(PendingCall pending, long size) {
        return RpcStatus.of(
                Code.RESOURCE_EXHAUSTED,
                "the response of " + size + " bytes from " + pending.call.method() + " is larger than the "
                        + settings.maxMessageSize()
                        + " bytes that this client accepts; return less at a time, or raise "
                        + "rpc.client.max-message-size");
    }

    private void onResponse(FrameHeader header, ByteBuf in) {
        int end = in.readerIndex() + header.length();
        Response response = ResponseCodec.decode(header, in);
        PendingCall pending = streams.remove(response.streamId());
        if (pending == null) {
            lateResponses.increment();
            return;
        }
        int chunk = end - in.readerIndex();
        Reassembly begun = pending.reassembly();
        if (begun == null) {
            trace(pending.call, Stage.RESPONSE_RECEIVED, FrameHeader.LENGTH + header.length());
            if (chunk > settings.maxMessageSize()) {
                end(pending, tooLarge(pending, chunk));
            } else if (in.hasArray()) {
                complete(pending, response, in.array(), in.arrayOffset() + in.readerIndex(), chunk);
            } else {
                byte[] scratch = SCRATCH.get();
                in.readBytes(scratch, 0, chunk);
                complete(pending, response, scratch, 0, chunk);
            }
            return;
        }
        trace(pending.call, Stage.RESPONSE_RECEIVED, begun.wireBytes() + FrameHeader.LENGTH + header.length());
        boolean whole = chunk == begun.missing() && begun.append(in, chunk);
        if (!whole && response.code() == Code.OK.number()) {
            end(
                    pending,
                    RpcStatus.of(
                            Code.INTERNAL,
                            "the response of " + pending.call.method() + " ended before it was complete"));
        } else {
            complete(pending, response, begun.bytes(), 0, whole ? begun.length() : 0);
        }
    }

    private void complete(PendingCall pending, Response response, byte[] bytes, int offset, int length) {
        RpcCall call = pending.call;
        MethodDescriptor method = call.method();
        RpcStatus status = RpcStatus.OK;
        Object message = null;
        if (response.code() == Code.OK.number()) {
            try {
                message = method.response().decode(bytes, offset, length);
                trace(call, Stage.RESPONSE_DECODED, length);
            } catch (Throwable e) {
                status =
                        RpcStatus.of(Code.INTERNAL, "the response of " + method + " cannot be decoded: " + Texts.of(e));
            }
        } else {
            RpcStatus sent = RpcStatus.of(Code.of(response.code()), response.message())
                    .withNotExecuted(response.notExecuted())
                    .withErrorCode(response.errorCode())
                    .withExceptionType(response.exceptionType())
                    .withNode(peerHello().processId());
            status = StatusDetails.decode(sent, method, bytes, offset, length);
        }
        countEnded(pending);
        pending.end(status, response.headers(), message, response.trailers());
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private void countEnded(PendingCall pending) {
        ended++;
        if (pending.isBegun() && !pending.isSent()) {
            writer().remove(pending);
        }
        int size = pending.message.length();
        if (size >= COUNTED_SIZE) {
            pendingBytes.addAndGet(-size);
        }
    }

    // ---------------------------------------------------------------- the end

    private void onGoAway(GoAway goAway) {
        String text = goAway.reason() == null ? "" : ": " + goAway.reason();
        RpcStatus reason = RpcStatus.of(
                Code.UNAVAILABLE,
                goAway.code() == Code.OK.number()
                        ? target.address() + " takes no new calls" + text
                        : target.address() + " refuses this connection (" + Code.of(goAway.code()) + ")" + text);
        if (!isShakenHands()) {
            close(reason);
            return;
        }
        refuse(reason);
        expectClose(reason);
        for (PendingCall pending : streams.all()) {
            if (pending.streamId() > goAway.lastStreamId() && !pending.isEnded()) { // by a listener of one before it
                streams.remove(pending.streamId());
                end(pending, reason.withNotExecuted(true));
            }
        }
        closeIfDrained();
    }

    private void refuse(RpcStatus reason) {
        if (refusal == null) {
            refusal = reason;
            unusable.complete(reason);
        }
    }

    private void closeIfDrained() {
        if (refusal != null && streams.isEmpty() && !drained && !isClosed()) {
            drained = true;
            sendGoAway(Code.OK, null);
            closeAfterFlush();
        }
    }

    @Override
    void onClosed(RpcStatus reason) {
        ready.completeExceptionally(
                new RpcException(Code.UNAVAILABLE, "cannot connect to " + target.address() + ": " + reason.message()));
        refuse(reason);
        for (PendingCall pending : streams.all()) {
            if (!pending.isEnded()) { // by a listener of one before it
                streams.remove(pending.streamId());
                end(pending, pending.isSent() ? reason : reason.withNotExecuted(true));
            }
        }
    }

    @Override
    int lastStreamId() {
        return 0; // a server opens none
    }

    @Override
    String peerName() {
        return target.address();
    }
}
