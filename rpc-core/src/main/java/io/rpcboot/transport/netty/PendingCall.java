package io.rpcboot.transport.netty;

import io.netty.buffer.ByteBuf;
import io.rpcboot.RpcStatus;
import io.rpcboot.core.EncodedMessage;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.protocol.DataCodec;
import io.rpcboot.protocol.Frame.Data;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call at the client's end of a connection: what is queued, what stands in the table, what sends a large request
 * piece by piece, and who hears of its cancellation, in one object. But for its queue link and its cancellation it
 * belongs to the event loop.
 */
final class PendingCall
        implements Sendable, StreamTable.Stream<PendingCall>, FrameWriter.LargeMessage, RpcCall.CancelListener {

    private static final Logger log = LoggerFactory.getLogger(PendingCall.class);

    private enum State {
        /** Nothing of it was handed to the channel. */
        QUEUED,
        /** Its first frames were. */
        SENDING,
        /** Its END_STREAM was. */
        SENT,
        /** The listener has heard the end. */
        ENDED
    }

    final NativeClientConnection connection;
    final MethodNumbers numbers;
    final RpcCall call;
    final EncodedMessage message;

    private final ReplyListener reply;
    private State state = State.QUEUED;
    private int streamId;
    private int sentOfMessage;
    private int sentOnWire;
    private @Nullable Sendable nextInQueue;
    private @Nullable PendingCall nextInSlot;
    private @Nullable Reassembly reassembly;

    PendingCall(
            NativeClientConnection connection,
            MethodNumbers numbers,
            RpcCall call,
            EncodedMessage message,
            ReplyListener reply) {
        this.connection = connection;
        this.numbers = numbers;
        this.call = call;
        this.message = message;
        this.reply = reply;
    }

    @Override
    public void onCancel(RpcStatus reason) {
        connection.cancel(this, reason);
    }

    boolean isEnded() {
        return state == State.ENDED;
    }

    /** Whether the peer may have seen all of it. */
    boolean isSent() {
        return state == State.SENT;
    }

    /** Whether the peer may have seen some of it. */
    boolean isBegun() {
        return state == State.SENDING || state == State.SENT;
    }

    void open(int id) {
        streamId = id;
    }

    void sent(int wireBytes) {
        sentOnWire += wireBytes;
        sent();
    }

    private void sent() {
        state = State.SENT;
        message.release();
    }

    /** The first frame of several was appended. */
    void begun(int wireBytes) {
        sentOnWire = wireBytes;
        state = State.SENDING;
    }

    int sentOnWire() {
        return sentOnWire;
    }

    @Override
    public boolean appendFrame(FrameWriter writer) {
        if (state != State.SENDING) {
            return false;
        }
        int chunk = Math.min(connection.maxFrame(), message.length() - sentOfMessage);
        boolean last = sentOfMessage + chunk == message.length();
        ByteBuf out = writer.space(chunk + NativeClientConnection.SMALL_HEAD);
        int before = out.writerIndex();
        DataCodec.encodeHead(new Data(streamId, last, -1), out, chunk);
        message.read(sentOfMessage, chunk, out::writeBytes);
        sentOfMessage += chunk;
        sentOnWire += out.writerIndex() - before;
        if (last) {
            sent();
            connection.requestSent(this);
        }
        return !last;
    }

    @Override
    public int waiting() {
        return message.length() - sentOfMessage;
    }

    @Nullable
    Reassembly reassembly() {
        return reassembly;
    }

    void reassembly(Reassembly reassembly) {
        this.reassembly = reassembly;
    }

    /** Tells the listener, who must not disturb the connection. */
    void end(RpcStatus status, @Nullable Metadata headers, @Nullable Object response, @Nullable Metadata trailers) {
        if (state != State.SENT) {
            message.release();
        }
        state = State.ENDED;
        if (reassembly != null) {
            reassembly.release();
            reassembly.recycle(); // the response is decoded, or nobody wants it
            reassembly = null;
        }
        try {
            if (status.isOk()) {
                if (headers != null) {
                    reply.onHeaders(headers);
                }
                reply.onMessage(response);
            }
            reply.onClose(status, trailers == null ? Metadata.EMPTY : trailers);
        } catch (Throwable e) {
            log.error("The listener for the reply of {} threw", call.method(), e);
        }
    }

    @Override
    public int streamId() {
        return streamId;
    }

    @Override
    public @Nullable PendingCall nextInSlot() {
        return nextInSlot;
    }

    @Override
    public void nextInSlot(@Nullable PendingCall next) {
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
