/** The native protocol over Netty: client and server transport, and the place where other protocols plug in. */
@NullMarked
package io.rpcboot.transport.netty;

import org.jspecify.annotations.NullMarked;
