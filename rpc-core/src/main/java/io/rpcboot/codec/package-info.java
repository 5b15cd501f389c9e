/** Shapes to protobuf bytes and back. */
@NullMarked
package io.rpcboot.codec;

import org.jspecify.annotations.NullMarked;
