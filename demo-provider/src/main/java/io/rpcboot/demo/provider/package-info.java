/** One process of the chat system: which modules it hosts, and what it tells of itself. */
@NullMarked
package io.rpcboot.demo.provider;

import org.jspecify.annotations.NullMarked;
