/** The admin module: what administrators may do. */
@NullMarked
package io.rpcboot.demo.admin;

import org.jspecify.annotations.NullMarked;
