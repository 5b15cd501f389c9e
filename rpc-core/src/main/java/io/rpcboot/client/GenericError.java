package io.rpcboot.client;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The exception that a method declares and that ended a generic call, without its class: the cause of the call's
 * {@link io.rpcboot.RpcException}. Has no stack trace.
 */
public final class GenericError extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient DynamicMessage details;

    private GenericError(DynamicMessage details) {
        super(details.getDescriptorForType().getName(), null, false, false);
        this.details = details;
    }

    /** The exception of those in the message of a method's errors; null if none of them is known. */
    static @Nullable GenericError of(DynamicMessage errors) {
        for (Map.Entry<FieldDescriptor, Object> field : errors.getAllFields().entrySet()) {
            if (field.getValue() instanceof DynamicMessage details) {
                return new GenericError(details);
            }
        }
        return null;
    }

    /** The exception's name in the contract, which in Java is the simple name of its class. */
    public String type() {
        return String.valueOf(getMessage());
    }

    /** What the exception carries: its message and the properties that the contract has of it. */
    public DynamicMessage details() {
        return details;
    }

    /**
     * The same as JSON.
     *
     * @throws IllegalStateException if {@code com.google.protobuf:protobuf-java-util} is not on the class path
     */
    public String json() {
        return Json.print(details);
    }
}
