/** An application as a user would write it. */
@NullMarked
package io.rpcboot.spring.boot.sample;

import org.jspecify.annotations.NullMarked;
