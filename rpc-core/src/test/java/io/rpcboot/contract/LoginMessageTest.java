package io.rpcboot.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.core.MethodDescriptor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoginMessageTest {

    interface UserService {
        boolean login(String name, String password);

        List<User> friends(long userId);

        void logout(int session);
    }

    record User(long id, String name, boolean online) {}

    private static MethodDescriptor method(String name) {
        return ContractReader.read(UserService.class).methods().stream()
                .map(ContractMethod::descriptor)
                .filter(method -> method.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theLoginRequestIs18BytesOfProtobufAnd34OfJson() {
        byte[] bytes = method("login").request().encode(new Object[] {"zhangsan", "123456"});
        assertThat(bytes).hasSize(18).startsWith(0x0a, 8).containsSequence(0x12, 6);
        assertThat("{\"name\":\"zhangsan\",\"pwd\":\"123456\"}".getBytes(StandardCharsets.UTF_8))
                .hasSize(34);
        assertThat((Object[]) method("login").request().decode(bytes, 0, bytes.length))
                .containsExactly("zhangsan", "123456");
    }

    @Test
    void falseIsAResultThatIsThere() {
        assertThat(method("login").response().encode(false)).containsExactly(8, 0);
        assertThat(method("login").response().decode(new byte[0], 0, 0)).isEqualTo(false);
    }

    @Test
    void listsOfRecordsComeBack() {
        List<User> users = List.of(new User(1, "a", true), new User(-2, "世界", false), new User(0, null, false));
        byte[] bytes = method("friends").response().encode(users);
        assertThat(method("friends").response().decode(bytes, 0, bytes.length)).isEqualTo(users);
    }

    @Test
    void nothingComesBackFromVoid() {
        assertThat(method("logout").response().encode(null)).isEmpty();
        assertThat(method("logout").response().decode(new byte[0], 0, 0)).isNull();
    }
}
