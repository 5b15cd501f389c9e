package io.rpcboot.server;

/**
 * What a server has to do at a moment, and what it has not done since it was made.
 *
 * @param inProgress calls that were admitted and have not ended, queued ones included
 * @param shed calls that were refused for want of room: a limit was reached, they would have waited too long,
 *     or their executor did not take them
 * @param expired calls that were dropped because their deadline passed while they were queued
 * @param cancelled calls that were dropped because their caller gave them up while they were queued
 */
public record ServerLoad(int inProgress, long shed, long expired, long cancelled) {}
