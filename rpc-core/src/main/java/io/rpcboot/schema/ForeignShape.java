package io.rpcboot.schema;

import com.google.protobuf.Descriptors.Descriptor;

/**
 * A message that is declared elsewhere: a generated class, or one of {@code google.protobuf}.
 *
 * @param javaType the Java type: the generated class itself, or, as {@link java.time.Instant}, what stands for it
 * @param descriptor the message
 */
public record ForeignShape(Class<?> javaType, Descriptor descriptor) implements ValueShape {}
