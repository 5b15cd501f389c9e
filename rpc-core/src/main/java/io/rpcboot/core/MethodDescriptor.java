package io.rpcboot.core;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that the framework knows of a method once its contract is read; neither {@code java.lang.reflect} nor any
 * protocol appears in it. Immutable.
 */
public final class MethodDescriptor {

    /** How many messages go each way. */
    public enum Shape {
        /** One message in, one out. */
        UNARY,
        /** Many in, one out. */
        CLIENT_STREAMING,
        /** One in, many out. */
        SERVER_STREAMING,
        /** Many in, many out. */
        BIDI_STREAMING
    }

    private final String service;
    private final String name;
    private final String fullName;
    private final Shape shape;
    private final Marshaller<Object> request;
    private final Marshaller<@Nullable Object> response;
    private final ErrorMarshaller errors;
    private final boolean idempotent;
    private final boolean oneway;
    private final @Nullable Duration timeout;
    private final int hashParameter;

    /**
     * Describes a method.
     *
     * @param timeout what the contract suggests as a caller's timeout; null if it says nothing
     * @param hashParameter which argument, from 0, chooses the instance where that goes by a key; -1 if none does
     */
    public MethodDescriptor(
            String service,
            String name,
            Shape shape,
            Marshaller<Object> request,
            Marshaller<@Nullable Object> response,
            ErrorMarshaller errors,
            boolean idempotent,
            boolean oneway,
            @Nullable Duration timeout,
            int hashParameter) {
        this.service = Objects.requireNonNull(service);
        this.name = Objects.requireNonNull(name);
        this.fullName = service + "/" + name;
        this.shape = Objects.requireNonNull(shape);
        this.request = Objects.requireNonNull(request);
        this.response = Objects.requireNonNull(response);
        this.errors = Objects.requireNonNull(errors);
        this.idempotent = idempotent;
        this.oneway = oneway;
        this.timeout = timeout;
        this.hashParameter = hashParameter;
    }

    /** The service's wire name. */
    public String service() {
        return service;
    }

    /** The method's wire name. */
    public String name() {
        return name;
    }

    /** {@code service/name}. */
    public String fullName() {
        return fullName;
    }

    /** How many messages go each way. */
    public Shape shape() {
        return shape;
    }

    /** For request messages. */
    public Marshaller<Object> request() {
        return request;
    }

    /** For response messages. */
    public Marshaller<@Nullable Object> response() {
        return response;
    }

    /** For the exceptions that the method declares. */
    public ErrorMarshaller errors() {
        return errors;
    }

    /** Whether the method may run twice. */
    public boolean idempotent() {
        return idempotent;
    }

    /** Whether no reply is wanted. */
    public boolean oneway() {
        return oneway;
    }

    /** What the contract suggests as a caller's timeout; null if nothing. */
    public @Nullable Duration timeout() {
        return timeout;
    }

    /** Which argument, from 0, chooses the instance where that goes by a key; -1 if none does. */
    public int hashParameter() {
        return hashParameter;
    }

    /** The {@linkplain #fullName() full name}. */
    @Override
    public String toString() {
        return fullName;
    }
}
