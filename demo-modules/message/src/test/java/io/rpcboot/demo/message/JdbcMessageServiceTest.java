package io.rpcboot.demo.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.demo.api.GroupService;
import io.rpcboot.demo.api.Message;
import io.rpcboot.demo.api.NoSuchUserException;
import io.rpcboot.demo.api.NotGroupMemberException;
import io.rpcboot.demo.api.User;
import io.rpcboot.demo.api.UserService;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;

class JdbcMessageServiceTest {

    private static final long ZHANGSAN = 1;
    private static final long LISI = 2;
    private static final long WANGWU = 3;
    private static final long GROUP = 11;

    private final EmbeddedDatabase database = new EmbeddedDatabaseBuilder()
            .setType(EmbeddedDatabaseType.H2)
            .generateUniqueName(true)
            .addScript("io/rpcboot/demo/message/schema.sql")
            .build();
    private final UserService users = mock();
    private final GroupService groups = mock();
    private final JdbcMessageService messages =
            new JdbcMessageService(new InboxRepository(JdbcClient.create(database)), users, groups);

    @BeforeEach
    void twoUsersAndAGroupExist() throws Exception {
        when(users.find("zhangsan")).thenReturn(new User(ZHANGSAN, "zhangsan", false));
        when(users.find("lisi")).thenReturn(new User(LISI, "lisi", false));
        when(groups.getMemberIds(GROUP)).thenReturn(List.of(ZHANGSAN, LISI, WANGWU));
    }

    @AfterEach
    void dropDatabase() {
        database.shutdown();
    }

    @Test
    void aMessageWaitsUntilItsReceiverHasReadIt() throws Exception {
        long id = messages.send(ZHANGSAN, "lisi", "你好");

        Message waiting = messages.getOfflineMessages(LISI).get(0);
        assertThat(waiting.id()).isEqualTo(id);
        assertThat(waiting.fromId()).isEqualTo(ZHANGSAN);
        assertThat(waiting.text()).isEqualTo("你好");
        assertThat(waiting.groupId()).isEmpty();
        assertThat(messages.getOfflineMessages(LISI))
                .as("reading changes nothing")
                .hasSize(1);

        messages.acknowledge(LISI, id);
        assertThat(messages.getOfflineMessages(LISI)).isEmpty();
    }

    @Test
    void whatArrivesAfterTheAcknowledgedMessageStays() throws Exception {
        long first = messages.send(ZHANGSAN, "lisi", "one");
        messages.send(ZHANGSAN, "lisi", "two");

        messages.acknowledge(LISI, first);

        assertThat(messages.getOfflineMessages(LISI)).extracting(Message::text).containsExactly("two");
    }

    @Test
    void acknowledgingLeavesOthersInboxesAlone() throws Exception {
        messages.send(ZHANGSAN, "lisi", "hello");

        messages.acknowledge(ZHANGSAN, Long.MAX_VALUE);

        assertThat(messages.getOfflineMessages(LISI)).hasSize(1);
    }

    @Test
    void aConversationHasBothSidesInOrder() throws Exception {
        messages.send(ZHANGSAN, "lisi", "hello");
        messages.send(LISI, "zhangsan", "hi");
        messages.sendToGroup(ZHANGSAN, GROUP, "not part of it");

        assertThat(messages.getConversation(LISI, ZHANGSAN))
                .extracting(Message::text)
                .containsExactly("hello", "hi");
    }

    @Test
    void aGroupMessageReachesEveryOtherMember() throws Exception {
        assertThat(messages.sendToGroup(ZHANGSAN, GROUP, "hello all")).isEqualTo(2);

        assertThat(messages.getOfflineMessages(ZHANGSAN)).isEmpty();
        assertThat(messages.getOfflineMessages(LISI))
                .extracting(Message::groupId)
                .containsExactly(OptionalLong.of(GROUP));
        assertThat(messages.getOfflineMessages(WANGWU)).hasSize(1);
        assertThat(messages.countMessages()).isEqualTo(2);
    }

    @Test
    void onlyMembersWriteToAGroup() {
        assertThatExceptionOfType(NotGroupMemberException.class)
                .isThrownBy(() -> messages.sendToGroup(99, GROUP, "let me in"))
                .withMessage("user 99 is not a member of group 11; join it first")
                .satisfies(e -> assertThat(e.getGroupId()).isEqualTo(GROUP));
    }

    @Test
    void nobodyWritesToNobody() throws Exception {
        when(users.find("nobody")).thenThrow(new NoSuchUserException("there is no user named nobody", "nobody"));

        assertThatExceptionOfType(NoSuchUserException.class)
                .isThrownBy(() -> messages.send(ZHANGSAN, "nobody", "hello"));
    }

    @Test
    void blankAndEndlessTextsAreInvalidArguments() {
        for (String text : List.of(" ", "x".repeat(4001))) {
            assertThatExceptionOfType(RpcException.class)
                    .isThrownBy(() -> messages.send(ZHANGSAN, "lisi", text))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT));
        }
    }
}
