package io.rpcboot.demo.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.demo.api.Group;
import io.rpcboot.demo.api.NameTakenException;
import io.rpcboot.demo.api.NoSuchGroupException;
import io.rpcboot.demo.api.NoSuchUserException;
import io.rpcboot.demo.api.NotGroupOwnerException;
import io.rpcboot.demo.api.UserService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;

class JdbcGroupServiceTest {

    private static final long OWNER = 1;
    private static final long OTHER = 2;

    private final EmbeddedDatabase database = new EmbeddedDatabaseBuilder()
            .setType(EmbeddedDatabaseType.H2)
            .generateUniqueName(true)
            .addScript("io/rpcboot/demo/group/schema.sql")
            .build();
    private final UserService users = mock();
    private final JdbcGroupService groups =
            new JdbcGroupService(new GroupRepository(JdbcClient.create(database)), users);

    @AfterEach
    void dropDatabase() {
        database.shutdown();
    }

    @Test
    void theOwnerIsTheFirstMember() throws Exception {
        Group group = groups.create(OWNER, "hikers");

        assertThat(group.ownerId()).isEqualTo(OWNER);
        assertThat(groups.getMemberIds(group.id())).containsExactly(OWNER);
        assertThat(groups.getGroupsOf(OWNER)).containsExactly(group);
    }

    @Test
    void joiningTwiceIsJoiningOnce() throws Exception {
        long id = groups.create(OWNER, "hikers").id();

        groups.join(id, OTHER);
        groups.join(id, OTHER);

        assertThat(groups.getMemberIds(id)).containsExactly(OWNER, OTHER);
    }

    @Test
    void onlyTheOwnerKicks() throws Exception {
        long id = groups.create(OWNER, "hikers").id();
        groups.join(id, OTHER);

        assertThatExceptionOfType(NotGroupOwnerException.class)
                .isThrownBy(() -> groups.kick(id, OTHER, OWNER))
                .withMessage("only its owner may change hikers")
                .satisfies(e -> assertThat(e.getOwnerId()).isEqualTo(OWNER));
        groups.kick(id, OWNER, OTHER);

        assertThat(groups.getMemberIds(id)).containsExactly(OWNER);
    }

    @Test
    void theOwnerCannotBeKicked() throws Exception {
        long id = groups.create(OWNER, "hikers").id();

        assertThatExceptionOfType(RpcException.class)
                .isThrownBy(() -> groups.kick(id, OWNER, OWNER))
                .withMessageContaining("dissolve it instead")
                .satisfies(e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT));
    }

    @Test
    void onlyTheOwnerDissolvesAndThenNothingIsLeft() throws Exception {
        long id = groups.create(OWNER, "hikers").id();
        groups.join(id, OTHER);

        assertThatExceptionOfType(NotGroupOwnerException.class).isThrownBy(() -> groups.dissolve(id, OTHER));
        groups.dissolve(id, OWNER);

        assertThat(groups.getGroupsOf(OTHER)).isEmpty();
        assertThatExceptionOfType(NoSuchGroupException.class)
                .isThrownBy(() -> groups.getMemberIds(id))
                .satisfies(e -> assertThat(e.getGroupId()).isEqualTo(id));
    }

    @Test
    void aTakenNameIsNamed() throws Exception {
        groups.create(OWNER, "hikers");

        assertThatExceptionOfType(NameTakenException.class)
                .isThrownBy(() -> groups.create(OTHER, "hikers"))
                .satisfies(e -> assertThat(e.getName()).isEqualTo("hikers"));
    }

    @Test
    void aNameThatBreaksTheRulesIsAnInvalidArgument() {
        assertThatExceptionOfType(RpcException.class)
                .isThrownBy(() -> groups.create(OWNER, " "))
                .satisfies(e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT));
    }

    @Test
    void whoDoesNotExistNeitherCreatesNorJoins() throws Exception {
        long id = groups.create(OWNER, "hikers").id();
        when(users.getProfile(9)).thenThrow(new NoSuchUserException("there is no user with id 9", "9"));

        assertThatExceptionOfType(NoSuchUserException.class).isThrownBy(() -> groups.create(9, "ghosts"));
        assertThatExceptionOfType(NoSuchUserException.class).isThrownBy(() -> groups.join(id, 9));
    }
}
