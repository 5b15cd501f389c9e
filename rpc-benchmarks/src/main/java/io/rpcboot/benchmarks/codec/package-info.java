/** What our marshallers cost beside classes that protoc generated for the same messages. */
@NullMarked
package io.rpcboot.benchmarks.codec;

import org.jspecify.annotations.NullMarked;
