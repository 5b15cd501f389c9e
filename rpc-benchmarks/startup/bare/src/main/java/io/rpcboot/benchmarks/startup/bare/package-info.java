/** An application that does nothing. */
@NullMarked
package io.rpcboot.benchmarks.startup.bare;

import org.jspecify.annotations.NullMarked;
