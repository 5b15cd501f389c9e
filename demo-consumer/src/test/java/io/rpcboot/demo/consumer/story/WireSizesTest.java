package io.rpcboot.demo.consumer.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.demo.api.UserService;
import org.junit.jupiter.api.Test;

class WireSizesTest {

    @Test
    void aLoginIs18BytesOfProtobufAnd34OfJson() {
        WireSizes login = WireSizes.of(UserService.class, "login", "zhangsan", "123456");

        assertThat(login.protobufSize()).isEqualTo(18);
        assertThat(login.protobuf()).isEqualTo("0a 08 7a 68 61 6e 67 73 61 6e 12 06 31 32 33 34 35 36");
        assertThat(login.jsonSize()).isEqualTo(34);
        assertThat(login.json()).isEqualTo("{\"name\":\"zhangsan\",\"pwd\":\"123456\"}");
    }
}
