package io.rpcboot.rules;

/** A text is no rules; the message says where and why. */
public final class RulesException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private static final int MAX_LENGTH = 300;

    /** What the message quotes is a stranger's: it is made fit for a line of a log. */
    RulesException(String message) {
        super(shortened(message.replaceAll("\\p{Cntrl}", "?")));
    }

    private static String shortened(String message) {
        return message.length() <= MAX_LENGTH ? message : message.substring(0, MAX_LENGTH) + "...";
    }
}
