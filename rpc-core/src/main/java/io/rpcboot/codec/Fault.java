package io.rpcboot.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import org.jspecify.annotations.Nullable;

/** A value or byte that cannot be; collects its path on the way out. Made without a stack trace: bad input is cheap. */
final class Fault extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int MAX_KEY = 40;

    private final String problem;
    private String path = "";

    Fault(String problem) {
        this(problem, null);
    }

    Fault(String problem, @Nullable Throwable cause) {
        super(problem, cause, false, false);
        this.problem = problem;
    }

    /** What went wrong, as a fault. Faults stay themselves. */
    static Fault of(Throwable thrown) {
        if (thrown instanceof Fault fault) {
            return fault;
        }
        if (thrown instanceof VirtualMachineError error && !(thrown instanceof StackOverflowError)) {
            throw error;
        }
        if (thrown instanceof InvalidProtocolBufferException) {
            return new Fault("malformed protobuf: " + thrown.getMessage(), thrown);
        }
        return new Fault(thrown.toString(), thrown);
    }

    /** The same fault, seen from one level up. */
    Fault within(String label) {
        path = label + path;
        return this;
    }

    /** The same fault, of the element at an index of a collection. */
    Fault at(int index) {
        return within("[" + index + "]");
    }

    /** The same fault, of the entry with this key. */
    Fault atKey(@Nullable Object key) {
        String text = String.valueOf(key);
        return within("[" + (text.length() > MAX_KEY ? text.substring(0, MAX_KEY) + "…" : text) + "]");
    }

    String describe(String root) {
        return root + path + ": " + problem;
    }
}
