/** Small policies that help calls survive failure and overload; none knows of sockets or registries. */
@NullMarked
package io.rpcboot.resilience;

import org.jspecify.annotations.NullMarked;
