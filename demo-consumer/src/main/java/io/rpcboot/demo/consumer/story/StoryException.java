package io.rpcboot.demo.consumer.story;

/** The story did not go as it should. */
final class StoryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StoryException(String message) {
        super(message);
    }

    StoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
