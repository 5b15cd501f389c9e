package io.rpcboot.demo.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.mock.env.MockEnvironment;

class ChatModulesTest {

    private static final AnnotationMetadata PROVIDER = AnnotationMetadata.introspect(ChatProvider.class);

    @Test
    void aProcessHostsAllModulesUnlessToldOtherwise() {
        assertThat(new ChatModules(new MockEnvironment()).selectImports(PROVIDER))
                .hasSize(6);
    }

    @Test
    void aProcessHostsTheModulesThatAreNamed() {
        assertThat(select("user,message"))
                .containsExactly("io.rpcboot.demo.user.UserModule", "io.rpcboot.demo.message.MessageModule");
    }

    @Test
    void anUnknownModuleIsNamedTogetherWithTheKnownOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> select("usr"))
                .withMessage("chat.modules names \"usr\", which is no module;"
                        + " there are user, friend, group, message, admin, ticket");
    }

    private static String[] select(String modules) {
        return new ChatModules(new MockEnvironment().withProperty("chat.modules", modules)).selectImports(PROVIDER);
    }
}
