/** A web application that calls the chat system's modules. */
@NullMarked
package io.rpcboot.demo.consumer;

import org.jspecify.annotations.NullMarked;
