/** Context that crosses threads by Micrometer's context propagation, where that is on the class path. */
@NullMarked
package io.rpcboot.context;

import org.jspecify.annotations.NullMarked;
