/** The ticket module: the smallest one. */
@NullMarked
package io.rpcboot.demo.ticket;

import org.jspecify.annotations.NullMarked;
