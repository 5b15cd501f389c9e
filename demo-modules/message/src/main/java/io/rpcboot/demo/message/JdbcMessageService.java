package io.rpcboot.demo.message;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.demo.api.GroupService;
import io.rpcboot.demo.api.Message;
import io.rpcboot.demo.api.MessageService;
import io.rpcboot.demo.api.NoSuchGroupException;
import io.rpcboot.demo.api.NoSuchUserException;
import io.rpcboot.demo.api.NotGroupMemberException;
import io.rpcboot.demo.api.User;
import io.rpcboot.demo.api.UserService;
import io.rpcboot.spring.RpcReference;
import io.rpcboot.spring.RpcService;
import java.util.List;
import java.util.OptionalLong;

/** Messages as rows of a database, one for each receiver. */
@RpcService
class JdbcMessageService implements MessageService {

    private static final int LONGEST_TEXT = 4000;

    private final InboxRepository inboxes;
    private final UserService users;
    private final GroupService groups;

    JdbcMessageService(InboxRepository inboxes, @RpcReference UserService users, @RpcReference GroupService groups) {
        this.inboxes = inboxes;
        this.users = users;
        this.groups = groups;
    }

    @Override
    public long send(long fromId, String toName, String text) throws NoSuchUserException {
        requireGoodText(text);
        User receiver = users.find(toName);
        return inboxes.insert(fromId, receiver.id(), text);
    }

    @Override
    public int sendToGroup(long fromId, long groupId, String text)
            throws NoSuchGroupException, NotGroupMemberException {
        requireGoodText(text);
        List<Long> members = groups.getMemberIds(groupId);
        if (!members.contains(fromId)) {
            throw new NotGroupMemberException(
                    "user " + fromId + " is not a member of group " + groupId + "; join it first", groupId);
        }
        List<Long> others = members.stream().filter(member -> member != fromId).toList();
        inboxes.insertAll(fromId, others, OptionalLong.of(groupId), text);
        return others.size();
    }

    @Override
    public void sendToEach(long fromId, List<Long> toIds, String text) {
        requireGoodText(text);
        inboxes.insertAll(fromId, toIds, OptionalLong.empty(), text);
    }

    @Override
    public List<Message> getOfflineMessages(long userId) {
        return inboxes.findUnacknowledged(userId);
    }

    @Override
    public void acknowledge(long userId, long messageId) {
        inboxes.acknowledge(userId, messageId);
    }

    @Override
    public List<Message> getConversation(long userId, long otherId) {
        return inboxes.findConversation(userId, otherId);
    }

    @Override
    public long countMessages() {
        return inboxes.count();
    }

    private static void requireGoodText(String text) {
        if (text.isBlank() || text.length() > LONGEST_TEXT) {
            throw new RpcException(
                    Code.INVALID_ARGUMENT,
                    "a message of " + text.length() + " characters is blank or longer than " + LONGEST_TEXT);
        }
    }
}
