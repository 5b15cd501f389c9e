package io.rpcboot.demo.api;

/**
 * Users who talk with each other.
 *
 * @param id never used again for another group
 * @param name unique among groups
 * @param ownerId the user who created it, and who alone may kick and dissolve
 */
public record Group(long id, String name, long ownerId) {}
