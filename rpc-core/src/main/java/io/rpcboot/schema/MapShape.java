package io.rpcboot.schema;

/**
 * A map: on the wire repeated messages of a key (1) and a value (2), both always written.
 *
 * @param key the keys
 * @param value the values
 */
public record MapShape(ValueShape key, ValueShape value) implements TypeShape {

    /** Whether protobuf's {@code map<k, v>} can describe it; the bytes are the same either way. */
    boolean isNative() {
        return key instanceof ScalarShape scalar && scalar.type().isMapKey();
    }
}
