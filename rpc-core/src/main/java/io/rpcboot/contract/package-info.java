/** Reads a Java interface, once, into the descriptors that both sides work with. */
@NullMarked
package io.rpcboot.contract;

import org.jspecify.annotations.NullMarked;
