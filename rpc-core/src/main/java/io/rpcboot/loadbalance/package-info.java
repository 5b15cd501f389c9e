/** Chooses one instance out of several. */
@NullMarked
package io.rpcboot.loadbalance;

import org.jspecify.annotations.NullMarked;
