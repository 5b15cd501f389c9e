/** The friend module: who is whose friend. */
@NullMarked
package io.rpcboot.demo.friend;

import org.jspecify.annotations.NullMarked;
