/** An application that exports a service, and refers to one. */
@NullMarked
package io.rpcboot.benchmarks.startup.starter;

import org.jspecify.annotations.NullMarked;
