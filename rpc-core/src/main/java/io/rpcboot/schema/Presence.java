package io.rpcboot.schema;

/** How a field tells that it is not there. */
public enum Presence {
    /** The type's default value is not written; none and the default are the same. */
    IMPLICIT,
    /** What is there is written, even the default. */
    EXPLICIT,
    /** As many as there are; none and an empty collection are the same. */
    REPEATED
}
