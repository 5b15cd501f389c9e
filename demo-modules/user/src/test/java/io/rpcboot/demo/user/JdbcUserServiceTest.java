package io.rpcboot.demo.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.demo.api.FriendService;
import io.rpcboot.demo.api.NameTakenException;
import io.rpcboot.demo.api.NoSuchUserException;
import io.rpcboot.demo.api.User;
import io.rpcboot.demo.api.WrongPasswordException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

class JdbcUserServiceTest {

    private final EmbeddedDatabase database = new EmbeddedDatabaseBuilder()
            .setType(EmbeddedDatabaseType.H2)
            .generateUniqueName(true)
            .addScript("io/rpcboot/demo/user/schema.sql")
            .build();
    private final JdbcClient db = JdbcClient.create(database);
    private final FriendService friends = mock();
    private final JdbcUserService users = new JdbcUserService(
            new AccountRepository(db), new SessionRepository(db), new BCryptPasswordEncoder(4), friends);

    @AfterEach
    void dropDatabase() {
        database.shutdown();
    }

    @Test
    void whoRegisteredCanLogIn() throws Exception {
        users.register("zhangsan", "123456");

        assertThat(users.login("zhangsan", "123456")).isTrue();
    }

    @Test
    void aWrongPasswordOrAnUnknownNameDoesNotLogIn() throws Exception {
        long id = users.register("zhangsan", "123456").id();

        assertThat(users.login("zhangsan", "654321")).isFalse();
        assertThat(users.login("nobody", "123456")).isFalse();
        assertThat(users.login("nobody", "")).isFalse();
        assertThat(users.getProfile(id).online()).isFalse();
    }

    @Test
    void passwordsAreStoredAsBcryptHashes() throws Exception {
        users.register("zhangsan", "123456");

        String stored = db.sql("SELECT password_hash FROM chat_user.account")
                .query(String.class)
                .single();
        assertThat(stored).startsWith("$2a$").doesNotContain("123456");
    }

    @Test
    void aLoginFetchesTheFriends() throws Exception {
        long id = users.register("zhangsan", "123456").id();
        when(friends.getUserFriendList(id)).thenReturn(List.of(new User(7, "lisi", false), new User(8, "wu", false)));

        users.login("zhangsan", "123456");

        assertThat(users.getProfile(id).friends()).isEqualTo(2);
        assertThat(users.getProfile(id).online()).isTrue();
        assertThat(users.getProfile(id).lastLogin()).isPresent();
        assertThat(users.countOnline()).isEqualTo(1);
    }

    @Test
    void aLoginSucceedsWhileTheFriendModuleIsAway() throws Exception {
        users.register("zhangsan", "123456");
        when(friends.getUserFriendList(anyLong())).thenThrow(new RpcException(Code.UNAVAILABLE, "gone"));

        assertThat(users.login("zhangsan", "123456")).isTrue();
    }

    @Test
    void whoLoggedOutIsNoLongerOnline() throws Exception {
        long id = users.register("zhangsan", "123456").id();
        users.login("zhangsan", "123456");

        users.logout(id);

        assertThat(users.getProfile(id).online()).isFalse();
    }

    @Test
    void aSessionTellsWhoseItIsUntilItIsClosed() throws Exception {
        long id = users.register("zhangsan", "123456").id();
        String session = users.openSession(id);
        String another = users.openSession(id);

        assertThat(another).isNotEqualTo(session);
        assertThat(users.findSession(session)).hasValue(id);

        users.closeSession(session);

        assertThat(users.findSession(session)).isEmpty();
        assertThat(users.findSession(another)).hasValue(id);
        assertThat(users.findSession("")).isEmpty();
    }

    @Test
    void aSessionEndsByItselfAfterHalfADayAndLeavesNoRow() throws Exception {
        long id = users.register("zhangsan", "123456").id();
        String session = users.openSession(id);
        String old = users.openSession(id);
        db.sql("UPDATE chat_user.session SET ends = ends - INTERVAL '12' HOUR WHERE secret_hash ="
                        + " RAWTOHEX(HASH('SHA-256', STRINGTOUTF8(?)))")
                .param(old)
                .update();

        assertThat(users.findSession(old)).isEmpty();
        assertThat(users.findSession(session)).hasValue(id);

        users.openSession(id);
        assertThat(sessions()).as("the two that have not ended").isEqualTo(2);
    }

    @Test
    void theDatabaseDoesNotKnowTheSecretOfASession() throws Exception {
        String session = users.openSession(users.register("zhangsan", "123456").id());

        assertThat(db.sql("SELECT secret_hash FROM chat_user.session")
                        .query(String.class)
                        .single())
                .isNotEqualTo(session);
    }

    @Test
    void whoDoesNotExistHasNoSession() throws Exception {
        long id = users.register("zhangsan", "123456").id();
        String session = users.openSession(id);

        users.deregister("zhangsan", "123456");

        assertThat(users.findSession(session)).isEmpty();
        assertThatExceptionOfType(NoSuchUserException.class)
                .isThrownBy(() -> users.openSession(id))
                .withMessage("there is no user with id " + id);
    }

    private int sessions() {
        return db.sql("SELECT COUNT(*) FROM chat_user.session")
                .query(Integer.class)
                .single();
    }

    @Test
    void aTakenNameIsNamed() throws Exception {
        users.register("zhangsan", "123456");

        assertThatExceptionOfType(NameTakenException.class)
                .isThrownBy(() -> users.register("zhangsan", "abcdef"))
                .withMessage("the name zhangsan is taken; choose another")
                .satisfies(e -> assertThat(e.getName()).isEqualTo("zhangsan"));
    }

    @Test
    void namesAndPasswordsThatBreakTheRulesAreInvalidArguments() {
        assertInvalid(() -> users.register("zhang san", "123456"), "\"zhang san\" cannot be a name");
        assertInvalid(() -> users.register("", "123456"), "1 to 32 letters");
        assertInvalid(() -> users.register("zhangsan", "12345"), "a password of 5 bytes is not within 6 to 72");
        assertInvalid(() -> users.register("zhangsan", "x".repeat(73)), "a password of 73 bytes");
        assertInvalid(() -> users.changePassword("zhangsan", "123456", "short"), "a password of 5 bytes");
    }

    @Test
    void aChangedPasswordReplacesTheOldOne() throws Exception {
        users.register("zhangsan", "123456");

        users.changePassword("zhangsan", "123456", "abcdef");

        assertThat(users.login("zhangsan", "123456")).isFalse();
        assertThat(users.login("zhangsan", "abcdef")).isTrue();
        assertThatExceptionOfType(WrongPasswordException.class)
                .isThrownBy(() -> users.changePassword("zhangsan", "123456", "ghijkl"));
    }

    @Test
    void whoDeregistersIsGoneAndSoAreTheFriendships() throws Exception {
        long id = users.register("zhangsan", "123456").id();
        assertThatExceptionOfType(WrongPasswordException.class)
                .isThrownBy(() -> users.deregister("zhangsan", "654321"))
                .withMessage("there is no user with this name and password");

        users.deregister("zhangsan", "123456");

        verify(friends).removeUser(id);
        assertThatExceptionOfType(NoSuchUserException.class)
                .isThrownBy(() -> users.find("zhangsan"))
                .withMessage("there is no user named zhangsan")
                .satisfies(e -> assertThat(e.getUser()).isEqualTo("zhangsan"));
        assertThatExceptionOfType(NoSuchUserException.class).isThrownBy(() -> users.getProfile(id));
        assertThat(users.getUsers()).isEmpty();
    }

    private static void assertInvalid(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
        assertThatExceptionOfType(RpcException.class)
                .isThrownBy(call)
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT));
    }
}
