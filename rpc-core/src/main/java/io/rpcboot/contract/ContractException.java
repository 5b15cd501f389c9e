package io.rpcboot.contract;

/** An interface cannot be a contract. The message names the path to the culprit and the cure. */
public final class ContractException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** With path and cure. */
    public ContractException(String message) {
        super(message);
    }
}
