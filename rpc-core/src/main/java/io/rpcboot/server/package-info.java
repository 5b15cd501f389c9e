/** Exports beans: looks calls up, hops to an executor, invokes, maps what is thrown. */
@NullMarked
package io.rpcboot.server;

import org.jspecify.annotations.NullMarked;
