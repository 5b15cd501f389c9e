/** A ZooKeeper server inside the process, on loopback: for development, tests and demonstrations. */
@NullMarked
package io.rpcboot.registry.embedded;

import org.jspecify.annotations.NullMarked;
