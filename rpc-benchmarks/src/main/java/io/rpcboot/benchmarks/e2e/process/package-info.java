/** The processes that are measured: a server, and a client that makes load as the driver tells it by lines on standard input. */
@NullMarked
package io.rpcboot.benchmarks.e2e.process;

import org.jspecify.annotations.NullMarked;
