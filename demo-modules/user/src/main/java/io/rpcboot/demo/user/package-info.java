/** The user module: who there is and who is logged in. */
@NullMarked
package io.rpcboot.demo.user;

import org.jspecify.annotations.NullMarked;
