package io.rpcboot;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Keeps numbers of removed members from being used again. On a record, bean or exception class: field numbers; on an
 * enum: numbers of constants; on a sealed type: numbers in its {@code oneof}; on a method: those of its parameters.
 *
 * <p>Numbering by position passes over reserved numbers, so that members behind a removed one keep theirs:
 *
 * <pre>{@code
 * @RpcReserved(2)                       // was: name
 * record User(long id, int age) {}      // id = 1, age = 3
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface RpcReserved {

    /** The numbers: each 1 to 536,870,911 without 19,000 to 19,999, which protobuf keeps for itself. */
    int[] value() default {};

    /** On a method, the numbers of exceptions that its {@code throws} clause no longer names. */
    int[] exceptions() default {};
}
