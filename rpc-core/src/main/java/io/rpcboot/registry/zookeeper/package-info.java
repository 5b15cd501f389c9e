/**
 * Registration and discovery in ZooKeeper. What is written there looks like Curator's service discovery; who writes and
 * reads it is our own code, because a registry is a hint and must heal by itself.
 */
@NullMarked
package io.rpcboot.registry.zookeeper;

import org.jspecify.annotations.NullMarked;
