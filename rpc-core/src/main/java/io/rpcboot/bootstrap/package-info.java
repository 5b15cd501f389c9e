/** Puts the real parts together: the ten-line API for programs without Spring, and what the starter builds on. */
@NullMarked
package io.rpcboot.bootstrap;

import org.jspecify.annotations.NullMarked;
