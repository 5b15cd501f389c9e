/**
 * The limit that others are measured against: Netty and protoc's classes with nothing between them. A frame is a length, a
 * request id, a byte that names the method, and the message.
 */
@NullMarked
package io.rpcboot.benchmarks.e2e.floor;

import org.jspecify.annotations.NullMarked;
