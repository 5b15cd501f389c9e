package io.rpcboot;

/**
 * One thing that is wrong with the arguments of a call, or with its result. What is longer is cut off.
 *
 * @param path where, in the caller's terms: {@code register.user.address.zip}, {@code register.names[2]}; at most
 *     512 characters
 * @param message what, for a person: {@code must not be blank}; at most 1,024 characters
 */
public record RpcViolation(String path, String message) {

    private static final int MAX_PATH = 512;
    private static final int MAX_MESSAGE = 1_024;

    /** Cuts what is too long. */
    public RpcViolation {
        path = Cut.to(path, MAX_PATH);
        message = Cut.to(message, MAX_MESSAGE);
    }

    /** {@code path: message}. */
    @Override
    public String toString() {
        return path + ": " + message;
    }
}
