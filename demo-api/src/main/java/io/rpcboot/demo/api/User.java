package io.rpcboot.demo.api;

/**
 * Someone who can log in.
 *
 * @param id never used again for another user
 * @param name unique among users
 * @param administrator whether {@link AdminService} obeys this user
 */
public record User(long id, String name, boolean administrator) {}
