/** Tests of the starter: whole application contexts, most of them over loopback. */
@NullMarked
package io.rpcboot.spring.boot;

import org.jspecify.annotations.NullMarked;
