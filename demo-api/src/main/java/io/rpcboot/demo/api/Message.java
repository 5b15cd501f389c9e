package io.rpcboot.demo.api;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * One message as it arrived in one user's inbox.
 *
 * @param id grows from message to message
 * @param fromId the user who sent it
 * @param toId the user whose inbox it is in
 * @param groupId the group it was sent to; empty if it was meant for this user alone
 * @param text what was said
 * @param sentAt when the message module accepted it
 */
public record Message(long id, long fromId, long toId, OptionalLong groupId, String text, Instant sentAt) {}
