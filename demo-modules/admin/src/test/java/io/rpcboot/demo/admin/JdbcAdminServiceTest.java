package io.rpcboot.demo.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.demo.api.Activity;
import io.rpcboot.demo.api.Announcement;
import io.rpcboot.demo.api.MessageService;
import io.rpcboot.demo.api.NoSuchUserException;
import io.rpcboot.demo.api.Profile;
import io.rpcboot.demo.api.User;
import io.rpcboot.demo.api.UserService;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;

class JdbcAdminServiceTest {

    private static final User ADMIN = new User(1, "admin", true);
    private static final User ZHANGSAN = new User(2, "zhangsan", false);
    private static final User LISI = new User(3, "lisi", false);

    private final EmbeddedDatabase database = new EmbeddedDatabaseBuilder()
            .setType(EmbeddedDatabaseType.H2)
            .generateUniqueName(true)
            .addScript("io/rpcboot/demo/admin/schema.sql")
            .build();
    private final UserService users = mock();
    private final MessageService messages = mock();
    private final JdbcAdminService admin = new JdbcAdminService(
            new AnnouncementRepository(JdbcClient.create(database)), new ModuleVersion(), users, messages);

    @BeforeEach
    void threeUsersExist() throws Exception {
        when(users.getUsers()).thenReturn(List.of(ADMIN, LISI, ZHANGSAN));
        for (User user : users.getUsers()) {
            when(users.getProfile(user.id())).thenReturn(new Profile(user, true, Optional.empty(), 0));
        }
    }

    @AfterEach
    void dropDatabase() {
        database.shutdown();
    }

    @Test
    void aBroadcastReachesEverybodyElse() {
        assertThat(admin.broadcast(ADMIN.id(), "maintenance at ten")).isEqualTo(2);

        verify(messages).sendToEach(ADMIN.id(), List.of(LISI.id(), ZHANGSAN.id()), "maintenance at ten");
    }

    @Test
    void everybodySeesAnnouncementsNewestFirst() {
        Announcement first = admin.announce(ADMIN.id(), "welcome");
        Announcement second = admin.announce(ADMIN.id(), "closed on Sunday");

        assertThat(admin.getAnnouncements()).containsExactly(second, first);
    }

    @Test
    void activityIsWhatTheOtherModulesSay() {
        when(users.countOnline()).thenReturn(2);
        when(messages.countMessages()).thenReturn(5L);
        admin.announce(ADMIN.id(), "welcome");

        assertThat(admin.getActivity(ADMIN.id()))
                .isEqualTo(new Activity(
                        3,
                        2,
                        5,
                        1,
                        new ModuleVersion().value(),
                        ProcessHandle.current().pid()));
    }

    @Test
    void theVersionIsTheBuilds() {
        assertThat(new ModuleVersion().value()).matches("[0-9].*");
    }

    @Test
    void everybodyElseIsDenied() throws Exception {
        when(users.getProfile(9)).thenThrow(new NoSuchUserException("there is no user with id 9", "9"));

        assertDenied(() -> admin.announce(ZHANGSAN.id(), "free beer"), "zhangsan is not an administrator");
        assertDenied(() -> admin.broadcast(ZHANGSAN.id(), "free beer"), "zhangsan is not an administrator");
        assertDenied(() -> admin.getActivity(9), "user 9 is not an administrator");
        assertThat(admin.getAnnouncements()).isEmpty();
    }

    @Test
    void aBlankAnnouncementIsAnInvalidArgument() {
        assertThatExceptionOfType(RpcException.class)
                .isThrownBy(() -> admin.announce(ADMIN.id(), " "))
                .satisfies(e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT));
    }

    private static void assertDenied(ThrowingCallable call, String message) {
        assertThatExceptionOfType(RpcException.class)
                .isThrownBy(call)
                .withMessageContaining(message)
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(Code.PERMISSION_DENIED);
                    assertThat(e.errorCode()).isEqualTo("NOT_ADMINISTRATOR");
                });
    }
}
