/** This project, used as its users do: records, an interface, a stub. */
@NullMarked
package io.rpcboot.benchmarks.e2e.ours;

import org.jspecify.annotations.NullMarked;
