package io.rpcboot.registry.zookeeper;

/** A node is not an instance of ours; says why. */
final class BadInstanceException extends Exception {

    private static final long serialVersionUID = 1L;

    BadInstanceException(String message) {
        super(message);
    }
}
