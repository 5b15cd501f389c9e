/** An application that is processed ahead of time. */
@NullMarked
package io.rpcboot.spring.boot.aot;

import org.jspecify.annotations.NullMarked;
