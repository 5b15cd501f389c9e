/** The contract between the chat system's modules and everyone who calls them. */
@NullMarked
package io.rpcboot.demo.api;

import org.jspecify.annotations.NullMarked;
