/** The vocabulary of a call and the one seam, {@link io.rpcboot.core.RpcHandler}, that all other packages meet at. */
@NullMarked
package io.rpcboot.core;

import org.jspecify.annotations.NullMarked;
