/** What every peer is asked to do: four methods about users, and one that moves bytes. */
@NullMarked
package io.rpcboot.benchmarks.e2e.workload;

import org.jspecify.annotations.NullMarked;
