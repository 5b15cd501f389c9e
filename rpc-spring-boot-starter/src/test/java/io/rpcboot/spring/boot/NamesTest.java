package io.rpcboot.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamesTest {

    @Test
    void anIdIsTheSimpleNameInKebabCase() {
        assertThat(Names.kebab("FriendService")).isEqualTo("friend-service");
        assertThat(Names.kebab("HTTPService")).isEqualTo("http-service");
        assertThat(Names.kebab("IMService2Admin")).isEqualTo("im-service2-admin");
        assertThat(Names.kebab("basePackages")).isEqualTo("base-packages");
        assertThat(Names.id(Greeter.class)).isEqualTo("greeter");
    }

    @Test
    void spellingsOfOneNameAreTheSame() {
        assertThat(Names.same("friend-service", "friendService")).isTrue();
        assertThat(Names.same("friend-service", "FRIENDSERVICE")).isTrue();
        assertThat(Names.same("friend-service", "fiend-service")).isFalse();
    }

    @Test
    void aMistypedNameHasANearestOneAndAForeignNameHasNone() {
        List<String> known = List.of("address", "session-timeout", "check");
        assertThat(Names.nearest("adress", known)).isEqualTo("address");
        assertThat(Names.nearest("chekc", known)).isEqualTo("check");
        assertThat(Names.nearest("sessiontimeout", known)).isEqualTo("session-timeout");
        assertThat(Names.nearest("weather", known)).isNull();
    }
}
