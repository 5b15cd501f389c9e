/** The message module: messages to users and groups. */
@NullMarked
package io.rpcboot.demo.message;

import org.jspecify.annotations.NullMarked;
