/** What a user would take instead of this project, each used as its documentation shows. */
@NullMarked
package io.rpcboot.benchmarks.e2e.peers;

import org.jspecify.annotations.NullMarked;
