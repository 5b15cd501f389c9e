/** What was measured, and how it is shown. */
@NullMarked
package io.rpcboot.benchmarks.e2e.report;

import org.jspecify.annotations.NullMarked;
