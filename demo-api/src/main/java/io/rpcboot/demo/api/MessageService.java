package io.rpcboot.demo.api;

import io.rpcboot.RpcMethod;
import java.util.List;

/** Messages to one user or to a group, kept until their receivers have read them, be they logged in or not. */
public interface MessageService {

    /**
     * Sends a message to one user.
     *
     * @return the message's id
     * @throws NoSuchUserException if the receiver does not exist
     * @throws io.rpcboot.RpcException with {@code INVALID_ARGUMENT} if the text is blank or longer than 4,000 characters
     */
    long send(long fromId, String toName, String text) throws NoSuchUserException;

    /**
     * Sends a message to every other member of a group.
     *
     * @return how many members will get it
     * @throws NoSuchGroupException if there is no such group
     * @throws NotGroupMemberException if the sender is not a member
     * @throws io.rpcboot.RpcException as {@link #send}
     */
    int sendToGroup(long fromId, long groupId, String text) throws NoSuchGroupException, NotGroupMemberException;

    /**
     * Sends a message to each of these users.
     *
     * @throws io.rpcboot.RpcException as {@link #send}
     */
    void sendToEach(long fromId, List<Long> toIds, String text);

    /**
     * What arrived for a user and is not yet {@linkplain #acknowledge acknowledged}, oldest first, 1,000 messages at
     * most. Reading changes nothing, so that no message is lost with a reply that does not arrive.
     */
    @RpcMethod(idempotent = true)
    List<Message> getOfflineMessages(long userId);

    /** Says that a user has read all messages up to and including this one. */
    @RpcMethod(idempotent = true)
    void acknowledge(long userId, long messageId);

    /** The last messages, 100 at most, that two users sent each other, oldest first, read or not. */
    @RpcMethod(idempotent = true)
    List<Message> getConversation(long userId, long otherId);

    /** How many messages were delivered to inboxes so far. */
    @RpcMethod(idempotent = true)
    long countMessages();
}
