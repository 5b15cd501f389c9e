package io.rpcboot.core;

import org.jspecify.annotations.Nullable;

/** Carries the exceptions that a method declares, as their types. Safe for use by many threads. */
public interface ErrorMarshaller {

    /** For a method that declares none. */
    ErrorMarshaller NONE = new ErrorMarshaller() {
        @Override
        public byte @Nullable [] encode(Throwable error) {
            return null;
        }

        @Override
        public @Nullable Throwable decode(byte[] details) {
            return null;
        }
    };

    /** The error's bytes if the method declares its type or a supertype of it, else null. Never throws. */
    byte @Nullable [] encode(Throwable error);

    /** Whether the method declares the error's type or a supertype of it. */
    default boolean declares(Throwable error) {
        return encode(error) != null;
    }

    /** The declared exception in these bytes; null if they hold none that this side knows. Never throws. */
    @Nullable
    Throwable decode(byte[] details);
}
