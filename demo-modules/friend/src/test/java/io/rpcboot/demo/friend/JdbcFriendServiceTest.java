package io.rpcboot.demo.friend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.demo.api.NoSuchUserException;
import io.rpcboot.demo.api.Profile;
import io.rpcboot.demo.api.User;
import io.rpcboot.demo.api.UserService;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;

class JdbcFriendServiceTest {

    private static final User ZHANGSAN = new User(1, "zhangsan", false);
    private static final User LISI = new User(2, "lisi", false);
    private static final User ADMIN = new User(3, "admin", true);

    private final EmbeddedDatabase database = new EmbeddedDatabaseBuilder()
            .setType(EmbeddedDatabaseType.H2)
            .generateUniqueName(true)
            .addScript("io/rpcboot/demo/friend/schema.sql")
            .build();
    private final UserService users = mock();
    private final JdbcFriendService friends =
            new JdbcFriendService(new FriendshipRepository(JdbcClient.create(database)), users);

    @BeforeEach
    void threeUsersExist() throws Exception {
        for (User user : new User[] {ZHANGSAN, LISI, ADMIN}) {
            when(users.find(user.name())).thenReturn(user);
            when(users.getProfile(user.id())).thenReturn(new Profile(user, false, Optional.empty(), 0));
        }
    }

    @AfterEach
    void dropDatabase() {
        database.shutdown();
    }

    @Test
    void aFriendshipHoldsBothWays() throws Exception {
        assertThat(friends.addFriend(1, "lisi")).isEqualTo(LISI);
        friends.addFriend(1, "admin");

        assertThat(friends.getUserFriendList(1)).containsExactly(ADMIN, LISI);
        assertThat(friends.getUserFriendList(2)).containsExactly(ZHANGSAN);
    }

    @Test
    void addingAFriendTwiceAddsOne() throws Exception {
        friends.addFriend(1, "lisi");
        friends.addFriend(1, "lisi");
        friends.addFriend(2, "zhangsan");

        assertThat(friends.getUserFriendList(1)).containsExactly(LISI);
    }

    @Test
    void aRemovedFriendIsGoneOnBothSides() throws Exception {
        friends.addFriend(1, "lisi");

        friends.removeFriend(2, 1);
        friends.removeFriend(2, 1);

        assertThat(friends.getUserFriendList(1)).isEmpty();
        assertThat(friends.getUserFriendList(2)).isEmpty();
    }

    @Test
    void aRemovedUserIsNobodysFriend() throws Exception {
        friends.addFriend(1, "lisi");
        friends.addFriend(1, "admin");
        friends.addFriend(2, "admin");

        friends.removeUser(1);

        assertThat(friends.getUserFriendList(1)).isEmpty();
        assertThat(friends.getUserFriendList(2)).containsExactly(ADMIN);
    }

    @Test
    void aUserThatDoesNotExistCannotBeAFriend() throws Exception {
        when(users.find("nobody")).thenThrow(new NoSuchUserException("there is no user named nobody", "nobody"));

        assertThatExceptionOfType(NoSuchUserException.class).isThrownBy(() -> friends.addFriend(1, "nobody"));
    }

    @Test
    void nobodyIsTheirOwnFriend() {
        assertThatExceptionOfType(RpcException.class)
                .isThrownBy(() -> friends.addFriend(1, "zhangsan"))
                .withMessageContaining("zhangsan cannot be a friend of zhangsan")
                .satisfies(e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT));
    }
}
