/** The demo's measuring instruments: what a server process tells of itself. */
@NullMarked
package io.rpcboot.demo.api.diagnostics;

import org.jspecify.annotations.NullMarked;
