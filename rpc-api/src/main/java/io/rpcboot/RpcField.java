package io.rpcboot;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Pins a protobuf number: of a record component or bean property its field number, of an exception type or a
 * sealed interface's subtype its number in the {@code oneof}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.TYPE})
public @interface RpcField {

    /** The number: 1 to 536,870,911 without 19,000 to 19,999, which protobuf keeps for itself. */
    int value();
}
