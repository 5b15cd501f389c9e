/** The shapes of Java types as protobuf messages: what descriptors, marshallers and fingerprints are all made from. */
@NullMarked
package io.rpcboot.schema;

import org.jspecify.annotations.NullMarked;
