package io.rpcboot.transport;

import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.codec.StatusDetails;
import io.rpcboot.core.AbstractCall;
import io.rpcboot.core.Deadline;
import io.rpcboot.core.EncodedMessage;
import io.rpcboot.core.MarshallingException;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.MethodDescriptor;
import io.rpcboot.core.Peer;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call that never leaves this process, seen from both ends: the server's reply to it. */
final class InMemoryExchange implements ReplyListener {

    private static final Logger log = LoggerFactory.getLogger(InMemoryExchange.class);

    private final RpcCall clientCall;
    private final MethodDescriptor clientMethod;
    private final ReplyListener clientReply;
    private final int maxMessageSize;
    private final @Nullable String node;
    private final Consumer<InMemoryExchange> onEnded;

    /** The server has replied. */
    private final AtomicBoolean replied = new AtomicBoolean();

    /** The client has been told the end. */
    private final AtomicBoolean heard = new AtomicBoolean();

    private volatile @Nullable ReceivedCall serverCall;
    private Metadata headers = Metadata.EMPTY;
    private byte @Nullable [] response;
    private @Nullable RpcStatus encodingFailure;

    /**
     * @param node who answers, if another process is played
     * @param onEnded hears, once, that the server has replied
     */
    InMemoryExchange(
            RpcCall call,
            ReplyListener reply,
            int maxMessageSize,
            @Nullable String node,
            Consumer<InMemoryExchange> onEnded) {
        this.node = node;
        this.onEnded = onEnded;
        this.clientCall = call;
        this.clientMethod = call.method();
        this.clientReply = reply;
        this.maxMessageSize = maxMessageSize;
    }

    /** What is asked, in wire form; null if it cannot be sent, which {@code reply} has then heard. */
    static byte @Nullable [] request(RpcCall call, ReplyListener reply) {
        RpcStatus refused;
        try {
            EncodedMessage message = call.encodedMessage();
            if (message.hold()) {
                try {
                    return message.toByteArray();
                } finally {
                    message.release();
                }
            }
            refused = RpcStatus.of(Code.CANCELLED, call + " has ended");
        } catch (MarshallingException e) {
            refused = RpcStatus.of(Code.INVALID_ARGUMENT, e.getMessage());
        }
        reply.onClose(refused.withNotExecuted(true), Metadata.EMPTY);
        return null;
    }

    void run(ServerMethod method, byte[] request, @Nullable Peer caller) {
        Metadata metadata = clientCall.metadata();
        ReceivedCall received = new ReceivedCall(
                method, clientCall.deadline(), metadata.isEmpty() ? null : copy(metadata), request, caller);
        serverCall = received;
        clientCall.onCancel(this::cancelled);
        if (clientMethod.oneway()) {
            hear(RpcStatus.OK, Metadata.EMPTY, Metadata.EMPTY, null);
        }
        try {
            method.handler().handle(received, this);
        } catch (Throwable e) {
            log.error("The handler of {} threw instead of replying", clientMethod, e);
            onClose(RpcStatus.of(Code.INTERNAL, "the handler of " + clientMethod + " threw " + e), Metadata.EMPTY);
        }
    }

    @Override
    public void onHeaders(Metadata headers) {
        this.headers = copy(headers);
    }

    @Override
    @SuppressWarnings(
            "NullAway") // the response marshaller takes null, which its type says in a way NullAway cannot see
    public void onMessage(@Nullable Object message) {
        try {
            byte[] bytes = serverDescriptor().response().encode(message);
            if (bytes.length > maxMessageSize) {
                encodingFailure = RpcStatus.of(
                        Code.RESOURCE_EXHAUSTED,
                        "the response of " + bytes.length + " bytes from " + clientMethod + " is larger than the "
                                + maxMessageSize
                                + " bytes that the caller accepts; return less at a time, or raise its maxMessageSize");
            } else {
                response = bytes;
            }
        } catch (Throwable e) {
            encodingFailure = RpcStatus.of(
                    Code.INTERNAL, "the response of " + clientMethod + " cannot be encoded: " + e.getMessage());
        }
    }

    @Override
    public void onClose(RpcStatus status, Metadata trailers) {
        if (!replied.compareAndSet(false, true)) {
            log.warn("A second reply to {} was ignored: {}", clientMethod, status);
            return;
        }
        RpcStatus failure = encodingFailure;
        RpcStatus sent = status.isOk() && failure != null ? failure : status;
        hear(sent.isOk() ? RpcStatus.OK : received(sent), headers, copy(trailers), response);
        onEnded.accept(this);
    }

    /** The status as it would be if it had travelled. */
    private RpcStatus received(RpcStatus sent) {
        byte[] details = StatusDetails.encode(sent, serverDescriptor(), maxMessageSize);
        RpcStatus bare = RpcStatus.of(sent.code(), sent.message())
                .withNotExecuted(sent.notExecuted())
                .withErrorCode(sent.errorCode())
                .withExceptionType(sent.exceptionType())
                .withNode(node);
        return StatusDetails.decode(bare, clientMethod, details, 0, details.length);
    }

    private MethodDescriptor serverDescriptor() {
        ReceivedCall call = serverCall;
        return call == null ? clientMethod : call.method();
    }

    /** Tells the client, unless it has heard an end already. */
    private void hear(RpcStatus status, Metadata headers, Metadata trailers, byte @Nullable [] message) {
        if (!heard.compareAndSet(false, true)) {
            return;
        }
        try {
            RpcStatus end = status;
            if (status.isOk()) {
                Object decoded = null;
                try {
                    byte[] bytes = message == null ? new byte[0] : message;
                    decoded = clientMethod.oneway()
                            ? null
                            : clientMethod.response().decode(bytes, 0, bytes.length);
                } catch (Throwable e) {
                    end = RpcStatus.of(
                            Code.INTERNAL, "the response of " + clientMethod + " cannot be decoded: " + e.getMessage());
                }
                if (end.isOk()) {
                    if (!headers.isEmpty()) {
                        clientReply.onHeaders(headers);
                    }
                    clientReply.onMessage(decoded);
                }
            }
            clientReply.onClose(end, trailers);
        } catch (Throwable e) {
            log.error("The listener for the reply of {} threw", clientMethod, e);
        }
    }

    boolean isOneway() {
        return clientMethod.oneway();
    }

    private void cancelled(RpcStatus reason) {
        if (!isOneway()) { // which has ended for its caller
            abort(reason);
        }
    }

    /** Ends the client's side now, and tells the server's that nobody waits for it. */
    void abort(RpcStatus reason) {
        hear(reason, Metadata.EMPTY, Metadata.EMPTY, null);
        ReceivedCall call = serverCall;
        if (call != null) {
            call.cancel(reason);
        }
    }

    private static Metadata copy(Metadata metadata) {
        if (metadata.isEmpty()) {
            return Metadata.EMPTY;
        }
        Metadata copy = new Metadata();
        metadata.forEach(copy::add);
        return copy;
    }

    /** The call at the server's end. */
    private static final class ReceivedCall extends AbstractCall {

        private final byte[] bytes;
        private final @Nullable Peer peer;
        private @Nullable Object message;

        ReceivedCall(
                ServerMethod method,
                Deadline deadline,
                @Nullable Metadata metadata,
                byte[] bytes,
                @Nullable Peer peer) {
            super(method.descriptor(), method.service(), deadline, metadata);
            this.bytes = bytes;
            this.peer = peer;
        }

        @Override
        public @Nullable Peer peer() {
            return peer;
        }

        /**
         * @throws MarshallingException if the bytes are not such a message
         */
        @Override
        public Object message() {
            Object decoded = message;
            if (decoded == null) {
                decoded = method().request().decode(bytes, 0, bytes.length);
                message = decoded;
            }
            return decoded;
        }

        @Override
        public EncodedMessage encodedMessage() {
            return EncodedMessage.of(bytes);
        }
    }
}
