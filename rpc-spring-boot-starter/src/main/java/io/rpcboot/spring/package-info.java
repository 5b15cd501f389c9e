/** The annotations that an application uses. */
@NullMarked
package io.rpcboot.spring;

import org.jspecify.annotations.NullMarked;
