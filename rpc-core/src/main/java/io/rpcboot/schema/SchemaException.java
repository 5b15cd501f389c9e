package io.rpcboot.schema;

/** A Java type has no protobuf mapping. The message is {@code path: problem; cure}. */
public final class SchemaException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** With where, and what is wrong there and what to do. */
    public SchemaException(String path, String problem) {
        super(path + ": " + problem);
    }
}
