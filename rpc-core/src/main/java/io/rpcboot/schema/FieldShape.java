package io.rpcboot.schema;

import java.lang.reflect.Member;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * A field of a message.
 *
 * @param name the Java name
 * @param path what the field adds to the path in errors: {@code .name}, or nothing for a sole parameter
 * @param number the field number
 * @param presence how absence is told
 * @param type what it holds
 * @param javaType the Java type of the component, property or parameter
 * @param reader the method or field to read it from; null where the message is not made of a Java object's state
 * @param writer the setter, of a bean or an exception; null for what a constructor takes
 */
public record FieldShape(
        String name,
        String path,
        int number,
        Presence presence,
        TypeShape type,
        Class<?> javaType,
        @Nullable Member reader,
        @Nullable Method writer) {}
