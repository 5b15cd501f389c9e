/** The group module: groups of users. */
@NullMarked
package io.rpcboot.demo.group;

import org.jspecify.annotations.NullMarked;
