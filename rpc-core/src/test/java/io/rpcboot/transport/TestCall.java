package io.rpcboot.transport;

import io.rpcboot.RpcStatus;
import io.rpcboot.core.AbstractCall;
import io.rpcboot.core.Deadline;
import io.rpcboot.core.EncodedMessage;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.MethodDescriptor;
import io.rpcboot.core.Peer;
import io.rpcboot.core.ReplyListener;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A client's call that remembers its reply. */
public final class TestCall extends AbstractCall implements ReplyListener {

    private static final int SECONDS = 20;

    private final String message;
    private EncodedMessage encoded;
    private final CompletableFuture<RpcStatus> closed = new CompletableFuture<>();
    public final AtomicInteger ends = new AtomicInteger();
    public volatile Object response;
    public volatile int messages;
    public volatile Metadata headers;
    public volatile Metadata trailers;
    public volatile Thread endedOn;

    public TestCall(MethodDescriptor method, String message) {
        this(method, message, null, Deadline.NONE);
    }

    public TestCall(MethodDescriptor method, String message, Metadata metadata, Deadline deadline) {
        super(method, TestMethods.SERVICE, deadline, metadata);
        this.message = message;
    }

    public TestCall on(Connection connection) {
        connection.service(TestMethods.SERVICE).handle(this, this);
        return this;
    }

    @Override
    public Peer peer() {
        return null;
    }

    @Override
    public Object message() {
        return message;
    }

    @Override
    public synchronized EncodedMessage encodedMessage() {
        if (encoded == null) {
            encoded = method().request().encodeToSend(message);
        }
        return encoded;
    }

    @Override
    public void onHeaders(Metadata headers) {
        this.headers = headers;
    }

    @Override
    public void onMessage(Object message) {
        messages++;
        response = message;
    }

    @Override
    public void onClose(RpcStatus status, Metadata trailers) {
        this.trailers = trailers;
        this.endedOn = Thread.currentThread();
        synchronized (this) {
            if (ends.incrementAndGet() == 1 && encoded != null) {
                encoded.release();
            }
        }
        closed.complete(status);
    }

    public boolean isEnded() {
        return closed.isDone();
    }

    /** Waits for the end. */
    public RpcStatus status() {
        try {
            return closed.get(SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no end of " + this + " within " + Duration.ofSeconds(SECONDS), e);
        }
    }
}
