/** Starts the processes, plans rounds and windows, measures from outside, and gathers results. */
@NullMarked
package io.rpcboot.benchmarks.e2e.driver;

import org.jspecify.annotations.NullMarked;
