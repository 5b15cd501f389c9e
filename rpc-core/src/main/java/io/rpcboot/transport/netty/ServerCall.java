package io.rpcboot.transport.netty;

import io.netty.buffer.ByteBuf;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.codec.StatusDetails;
import io.rpcboot.core.AbstractCall;
import io.rpcboot.core.CallTracer.Stage;
import io.rpcboot.core.Deadline;
import io.rpcboot.core.EncodedMessage;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.Peer;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.protocol.DataCodec;
import io.rpcboot.protocol.Frame.Data;
import io.rpcboot.protocol.Frame.Response;
import io.rpcboot.protocol.FrameHeader;
import io.rpcboot.protocol.ResponseCodec;
import io.rpcboot.transport.ServerMethod;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call at the server's end of a connection, and the listener for its own reply: what stands in the table, what is
 * queued and what sends a large response piece by piece, in one object.
 */
final class ServerCall extends AbstractCall
        implements ReplyListener, Sendable, StreamTable.Stream<ServerCall>, FrameWriter.LargeMessage {

    private static final Logger log = LoggerFactory.getLogger(ServerCall.class);

    /** Together they leave room in the smallest frame that a peer may insist on. */
    private static final int MAX_MESSAGE_CHARS = 4_096;

    private static final int MAX_ERROR_CODE_CHARS = 256;
    private static final int MAX_TYPE_CHARS = 512;

    private static final VarHandle REPLIED;

    static {
        try {
            REPLIED = MethodHandles.lookup().findVarHandle(ServerCall.class, "replied", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final NativeServerConnection connection;
    private final ServerMethod serverMethod;
    private final int streamId;
    private final boolean noReply;

    // The request. Written by the event loop before the handler is called.
    private byte @Nullable [] requestBytes;
    private @Nullable Reassembly largeRequest;
    private @Nullable Object request;
    private @Nullable Reassembly reassembly;

    // The reply. Written by whoever replies, before the call is submitted to the event loop.
    @SuppressWarnings("unused") // by REPLIED
    private volatile boolean replied;

    private @Nullable Metadata headers;
    private @Nullable EncodedMessage encoded;
    private @Nullable RpcStatus encodingFailure;
    private EncodedMessage payload = EncodedMessage.EMPTY;

    /** The reply's head; null if it is OK and has neither headers nor trailers. */
    private @Nullable Response response;

    // For the event loop.
    private int sentOfPayload;
    private int sentOnWire;
    private boolean abandoned;
    private @Nullable Sendable nextInQueue;
    private @Nullable ServerCall nextInSlot;

    ServerCall(
            NativeServerConnection connection,
            ServerMethod method,
            int streamId,
            boolean noReply,
            Deadline deadline,
            @Nullable Metadata metadata) {
        super(method.descriptor(), method.service(), deadline, metadata);
        this.connection = connection;
        this.serverMethod = method;
        this.streamId = streamId;
        this.noReply = noReply;
    }

    // ---------------------------------------------------------------- request

    @Override
    public Peer peer() {
        return connection.peer();
    }

    @Override
    public Object message() {
        Object decoded = request;
        if (decoded == null) {
            Reassembly large = largeRequest;
            decoded = large == null ? decode(requestBytes()) : decode(large);
            request = decoded;
            requestBytes = null; // a large one should not live as long as the call runs
            largeRequest = null;
        }
        return decoded;
    }

    private Object decode(byte[] bytes) {
        return method().request().decode(bytes, 0, bytes.length);
    }

    private Object decode(Reassembly large) {
        Object decoded = method().request().decode(large.bytes(), 0, large.length());
        large.recycle(); // marshallers keep nothing of what they are lent
        return decoded;
    }

    @Override
    public EncodedMessage encodedMessage() {
        return EncodedMessage.of(requestBytes());
    }

    private byte[] requestBytes() {
        byte[] bytes = requestBytes;
        if (bytes != null) {
            return bytes;
        }
        Reassembly large = largeRequest;
        if (large != null) {
            return Arrays.copyOf(large.bytes(), large.length());
        }
        if (request == null) {
            throw new IllegalStateException("the request has not arrived");
        }
        return method().request().encode(request);
    }

    @Nullable
    Reassembly reassembly() {
        return reassembly;
    }

    void reassembly(@Nullable Reassembly reassembly) {
        this.reassembly = reassembly;
    }

    /** Gives the call to its method. */
    void dispatch(byte[] message) {
        requestBytes = message;
        dispatch();
    }

    /** The same with a message that came in several frames. */
    void dispatch(Reassembly message) {
        largeRequest = message;
        dispatch();
    }

    private void dispatch() {
        try {
            serverMethod.handler().handle(this, this);
        } catch (Throwable e) {
            log.error("The handler of {} threw instead of replying", method(), e);
            onClose(RpcStatus.of(Code.INTERNAL, "the handler of " + method() + " threw " + e), Metadata.EMPTY);
        }
    }

    // ---------------------------------------------------------------- reply

    @Override
    public void onHeaders(Metadata headers) {
        this.headers = headers.isEmpty() ? null : headers;
    }

    @Override
    @SuppressWarnings(
            "NullAway") // the response marshaller takes null, which its type says in a way NullAway cannot see
    public void onMessage(@Nullable Object message) {
        if (noReply || replied) {
            return;
        }
        try {
            EncodedMessage bytes = method().response().encodeToSend(message);
            connection.trace(this, Stage.RESPONSE_ENCODED, bytes.length());
            int limit = connection.peerHello().maxMessage();
            if (bytes.length() > limit) {
                encodingFailure = RpcStatus.of(
                        Code.RESOURCE_EXHAUSTED,
                        "the response of " + bytes.length() + " bytes from " + method() + " is larger than the " + limit
                                + " bytes that the caller accepts; return less at a time, or raise "
                                + "rpc.client.max-message-size at the caller");
            } else {
                encoded = bytes;
            }
        } catch (Throwable e) {
            log.error("The response of {} cannot be encoded", method(), e);
            encodingFailure =
                    RpcStatus.of(Code.INTERNAL, "the response of " + method() + " cannot be encoded: " + Texts.of(e));
        }
    }

    @Override
    public void onClose(RpcStatus status, Metadata trailers) {
        if (!REPLIED.compareAndSet(this, false, true)) {
            log.warn("A second reply to {} was ignored: {}", method(), status);
            return;
        }
        if (!noReply) {
            prepare(status, trailers);
        }
        connection.submit(this);
    }

    private void prepare(RpcStatus given, Metadata trailers) {
        RpcStatus status = given;
        if (given.isOk()) {
            EncodedMessage bytes = encoded;
            if (encodingFailure != null) {
                status = encodingFailure;
            } else if (bytes == null) {
                status = RpcStatus.of(Code.INTERNAL, method() + " was answered OK without a message");
            } else {
                payload = bytes;
            }
        } else {
            payload = EncodedMessage.of(
                    StatusDetails.encode(given, method(), connection.peerHello().maxMessage()));
        }
        encoded = null;
        if (!status.isOk() || headers != null || !trailers.isEmpty()) {
            response = new Response(
                    streamId,
                    status.code().number(),
                    status.notExecuted(),
                    Texts.limit(status.message(), MAX_MESSAGE_CHARS),
                    Texts.limit(status.errorCode(), MAX_ERROR_CODE_CHARS),
                    Texts.limit(status.exceptionType(), MAX_TYPE_CHARS),
                    headers,
                    trailers.isEmpty() ? null : trailers);
        }
    }

    // ---------------------------------------------------------------- sending, on the event loop

    boolean noReply() {
        return noReply;
    }

    boolean hasReplied() {
        return replied;
    }

    /** Nobody wants the reply any more. */
    void abandon() {
        abandoned = true;
    }

    /** Lets go of a reply that was submitted and will not be sent. */
    void dropReply() {
        payload.release();
        payload = EncodedMessage.EMPTY;
        sentOfPayload = 0;
    }

    boolean isAbandoned() {
        return abandoned;
    }

    /** Appends the whole reply; false if it takes several frames, and nothing was appended. */
    boolean appendReply(FrameWriter writer) {
        int size = payload.length();
        ByteBuf out = writer.space(NativeClientConnection.SMALL_HEAD + Math.min(size, Settings.MAX_FRAME));
        int start = out.writerIndex();
        encodeHead(out, size);
        int head = out.writerIndex() - start - FrameHeader.LENGTH;
        if (head + size <= connection.maxFrame()) {
            out.writeBytes(payload.bytes(), 0, size);
            sent(out.writerIndex() - start);
            return true;
        }
        out.writerIndex(start);
        if (head > connection.maxFrame()) {
            payload = EncodedMessage.EMPTY;
            response = new Response(
                    streamId,
                    Code.INTERNAL.number(),
                    false,
                    "the metadata of the reply of " + method() + " takes more than the " + connection.maxFrame()
                            + " bytes of a frame; send less",
                    null,
                    null,
                    null,
                    null);
            return appendReply(writer);
        }
        return false;
    }

    @Override
    public boolean appendFrame(FrameWriter writer) {
        if (abandoned) {
            dropReply();
            return false;
        }
        int left = payload.length() - sentOfPayload;
        if (left == 0) {
            ByteBuf out = writer.space(NativeClientConnection.SMALL_HEAD);
            int start = out.writerIndex();
            encodeHead(out, 0);
            sent(out.writerIndex() - start);
            connection.replySent(this);
            return false;
        }
        boolean first = sentOfPayload == 0;
        // The first frame tells the message's length, in five bytes at the most.
        int chunk = Math.min(left, connection.maxFrame() - (first ? 5 : 0));
        ByteBuf out = writer.space(chunk + NativeClientConnection.SMALL_HEAD);
        int start = out.writerIndex();
        DataCodec.encodeHead(new Data(streamId, false, first ? payload.length() : -1), out, chunk);
        payload.read(sentOfPayload, chunk, out::writeBytes);
        sentOfPayload += chunk;
        sentOnWire += out.writerIndex() - start;
        return true;
    }

    @Override
    public int waiting() {
        return abandoned ? 0 : payload.length() - sentOfPayload;
    }

    private void sent(int wireBytes) {
        sentOnWire += wireBytes;
        dropReply();
        connection.trace(this, Stage.RESPONSE_SENT, sentOnWire);
    }

    private void encodeHead(ByteBuf out, int chunk) {
        Response special = response;
        if (special == null) {
            ResponseCodec.encodeOkHead(out, streamId, chunk);
        } else {
            ResponseCodec.encodeHead(special, out, chunk);
        }
    }

    @Override
    public int streamId() {
        return streamId;
    }

    @Override
    public @Nullable ServerCall nextInSlot() {
        return nextInSlot;
    }

    @Override
    public void nextInSlot(@Nullable ServerCall next) {
        nextInSlot = next;
    }

    @Override
    public @Nullable Sendable next() {
        return nextInQueue;
    }

    @Override
    public void next(@Nullable Sendable next) {
        nextInQueue = next;
    }
}
