/** How a module gets a schema of its own in the database that all processes share. */
@NullMarked
package io.rpcboot.demo.database;

import org.jspecify.annotations.NullMarked;
