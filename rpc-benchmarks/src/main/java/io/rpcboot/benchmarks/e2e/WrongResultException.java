package io.rpcboot.benchmarks.e2e;

/** A call returned what it should not have. */
public final class WrongResultException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WrongResultException(Operation operation, long n) {
        super(operation.method() + " of " + n + " returned a wrong result");
    }

    /** Throws unless the result is as it should be. */
    static void unless(boolean right, Operation operation, long n) {
        if (!right) {
            throw new WrongResultException(operation, n);
        }
    }
}
