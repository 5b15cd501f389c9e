package io.rpcboot.codec;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcViolation;
import io.rpcboot.core.MethodDescriptor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What travels of a status beside its code and texts: the declared exception, the violations and the remote stack
 * trace, as one protobuf message. Its first fields are the contract's, the last two are the same for every method; their
 * messages have the form of {@code google.rpc.BadRequest} and {@code google.rpc.DebugInfo}.
 */
public final class StatusDetails {

    private static final Logger log = LoggerFactory.getLogger(StatusDetails.class);

    private static final int FIRST_RESERVED = 15_000;
    private static final int LAST_RESERVED = 15_999;

    private static final int BAD_REQUEST = 15_001;
    private static final int FIELD_VIOLATIONS = 1;
    private static final int FIELD = 1;
    private static final int DESCRIPTION = 2;

    private static final int DEBUG_INFO = 15_002;
    private static final int DETAIL = 2;

    /** As many as a status takes; what a peer sends beyond them is not even read. */
    private static final int MAX_VIOLATIONS = 100;

    private static final byte[] NOTHING = {};

    private StatusDetails() {}

    /** Whether no declared exception may have this number, because it is, or may become, the framework's. */
    public static boolean isReserved(int number) {
        return number >= FIRST_RESERVED && number <= LAST_RESERVED;
    }

    /**
     * The details of a status of this method; empty if it has none. What cannot be encoded, or would make them longer
     * than {@code maxBytes}, is left out: the status itself must arrive. Never throws.
     */
    public static byte[] encode(RpcStatus status, MethodDescriptor method, int maxBytes) {
        byte[] details = NOTHING;
        if (status.cause() != null) {
            details = append(details, declared(status.cause(), method), maxBytes);
        }
        if (!status.violations().isEmpty()) {
            details = append(details, violations(status.violations()), maxBytes);
        }
        if (status.remoteStackTrace() != null) {
            details = append(details, stackTrace(status.remoteStackTrace()), maxBytes);
        }
        return details;
    }

    private static byte[] append(byte[] head, byte[] tail, int maxBytes) {
        if (tail.length == 0 || tail.length > maxBytes - head.length) {
            return head;
        }
        byte[] both = new byte[head.length + tail.length];
        System.arraycopy(head, 0, both, 0, head.length);
        System.arraycopy(tail, 0, both, head.length, tail.length);
        return both;
    }

    private static byte[] declared(Throwable cause, MethodDescriptor method) {
        try {
            byte[] bytes = method.errors().encode(cause);
            return bytes == null ? NOTHING : bytes;
        } catch (Throwable e) { // it promises not to throw, and calls code of the user's
            log.error("An exception of {} cannot be encoded", method, e);
            return NOTHING;
        }
    }

    private static byte[] violations(List<RpcViolation> violations) {
        int length = 0;
        for (RpcViolation violation : violations) {
            length += sizeOf(FIELD_VIOLATIONS, bodySize(violation));
        }
        return message(BAD_REQUEST, length, out -> {
            for (RpcViolation violation : violations) {
                out.writeTag(FIELD_VIOLATIONS, WireFormat.WIRETYPE_LENGTH_DELIMITED);
                out.writeUInt32NoTag(bodySize(violation));
                out.writeString(FIELD, violation.path());
                out.writeString(DESCRIPTION, violation.message());
            }
        });
    }

    private static int bodySize(RpcViolation violation) {
        return CodedOutputStream.computeStringSize(FIELD, violation.path())
                + CodedOutputStream.computeStringSize(DESCRIPTION, violation.message());
    }

    private static byte[] stackTrace(String text) {
        return message(
                DEBUG_INFO, CodedOutputStream.computeStringSize(DETAIL, text), out -> out.writeString(DETAIL, text));
    }

    @FunctionalInterface
    private interface Body {
        void writeTo(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(int number, int length, Body body) {
        byte[] bytes = new byte[sizeOf(number, length)];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            out.writeTag(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(length);
            body.writeTo(out);
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new AssertionError(e); // an array of the right size
        }
        return bytes;
    }

    private static int sizeOf(int number, int length) {
        return CodedOutputStream.computeTagSize(number) + CodedOutputStream.computeUInt32SizeNoTag(length) + length;
    }

    /** The status with what these bytes say of it; as it is, where they say nothing that is understood. Never throws. */
    public static RpcStatus decode(RpcStatus status, MethodDescriptor method, byte[] bytes, int offset, int length) {
        if (length == 0) {
            return status;
        }
        RpcStatus decoded = status.withCause(declared(method, bytes, offset, length));
        try {
            return own(decoded, CodedInputStream.newInstance(bytes, offset, length));
        } catch (IOException | RuntimeException e) {
            log.debug("The details of a status of {} are malformed: {}", method, e.getMessage());
            return decoded;
        }
    }

    private static @Nullable Throwable declared(MethodDescriptor method, byte[] bytes, int offset, int length) {
        try {
            return method.errors().decode(Arrays.copyOfRange(bytes, offset, offset + length));
        } catch (Throwable e) {
            return null; // it promises not to throw; the status still arrives
        }
    }

    private static RpcStatus own(RpcStatus status, CodedInputStream in) throws IOException {
        RpcStatus result = status;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == tag(BAD_REQUEST)) {
                int limit = in.pushLimit(in.readUInt32());
                result = result.withViolations(readViolations(in));
                in.popLimit(limit);
            } else if (tag == tag(DEBUG_INFO)) {
                int limit = in.pushLimit(in.readUInt32());
                result = result.withRemoteStackTrace(readText(in, DETAIL));
                in.popLimit(limit);
            } else if (!in.skipField(tag)) {
                break;
            }
        }
        return result;
    }

    private static List<RpcViolation> readViolations(CodedInputStream in) throws IOException {
        List<RpcViolation> violations = new ArrayList<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag != tag(FIELD_VIOLATIONS) || violations.size() == MAX_VIOLATIONS) {
                in.skipField(tag);
                continue;
            }
            int limit = in.pushLimit(in.readUInt32());
            String path = "";
            String message = "";
            for (int inner = in.readTag(); inner != 0; inner = in.readTag()) {
                if (inner == tag(FIELD)) {
                    path = in.readStringRequireUtf8();
                } else if (inner == tag(DESCRIPTION)) {
                    message = in.readStringRequireUtf8();
                } else {
                    in.skipField(inner);
                }
            }
            in.popLimit(limit);
            violations.add(new RpcViolation(path, message));
        }
        return violations;
    }

    private static @Nullable String readText(CodedInputStream in, int number) throws IOException {
        String text = null;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == tag(number)) {
                text = in.readStringRequireUtf8();
            } else {
                in.skipField(tag);
            }
        }
        return text;
    }

    private static int tag(int number) {
        return number << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }
}
