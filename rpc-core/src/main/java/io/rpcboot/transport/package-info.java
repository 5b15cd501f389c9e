/** What carries calls between processes, without a word about sockets: the SPI and an in-memory transport. */
@NullMarked
package io.rpcboot.transport;

import org.jspecify.annotations.NullMarked;
