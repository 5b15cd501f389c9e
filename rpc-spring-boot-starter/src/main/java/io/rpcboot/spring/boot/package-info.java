/** The auto-configuration: from annotated beans and {@code rpc.*} properties to a running server and stubs. */
@NullMarked
package io.rpcboot.spring.boot;

import org.jspecify.annotations.NullMarked;
