/** The frames of the native protocol, as {@code docs/protocol.md} describes them: bytes only, no network. */
@NullMarked
package io.rpcboot.protocol;

import org.jspecify.annotations.NullMarked;
