package io.rpcboot.codec;

import com.google.protobuf.CodedOutputStream.OutOfSpaceException;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ConcurrentModificationException;
import org.jspecify.annotations.Nullable;

/** A value or byte that cannot be; collects its path on the way out. Made without a stack trace: bad input is cheap. */
final class Fault extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int MAX_KEY = 40;

    /** Of what is deeper, the beginning and the end tell enough. */
    private static final int MAX_PATH = 240;

    /** What user code and the JDK's parsers say of a value may hold all of it. */
    private static final int MAX_PROBLEM = 500;

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
        if (thrown instanceof StackOverflowError) {
            return new Fault("is nested too deeply", thrown);
        }
        if (thrown instanceof InvalidProtocolBufferException) {
            return new Fault("malformed protobuf: " + thrown.getMessage(), thrown);
        }
        if (thrown instanceof ConcurrentModificationException || thrown instanceof OutOfSpaceException) {
            return Encoding.changed();
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
        String text = text(key);
        return within("[" + (text.length() > MAX_KEY ? text.substring(0, MAX_KEY) + "…" : text) + "]");
    }

    private static String text(@Nullable Object key) {
        try {
            return String.valueOf(key);
        } catch (RuntimeException | StackOverflowError e) {
            return "…"; // a toString of the user's, or of what contains itself
        }
    }

    String describe(String root) {
        String shown = path.length() <= MAX_PATH
                ? path
                : path.substring(0, MAX_PATH / 2) + "…" + path.substring(path.length() - MAX_PATH / 2);
        return root + shown + ": "
                + (problem.length() <= MAX_PROBLEM ? problem : problem.substring(0, MAX_PROBLEM) + "…");
    }
}
