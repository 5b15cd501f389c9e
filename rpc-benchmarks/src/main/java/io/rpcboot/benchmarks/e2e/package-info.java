/** End-to-end benchmarks: one workload, many peers, client and server as processes of their own. */
@NullMarked
package io.rpcboot.benchmarks.e2e;

import org.jspecify.annotations.NullMarked;
