/** Stubs, and all that happens between a stub and a connection: balancing, retries, pooling, in-process calls. */
@NullMarked
package io.rpcboot.client;

import org.jspecify.annotations.NullMarked;
