package io.rpcboot.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.spring.boot.sample.SampleApplication;
import io.rpcboot.spring.boot.sample.Traveller;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest(
        classes = SampleApplication.class,
        properties = {"rpc.registry.address=memory:within-the-process", "rpc.server.host=127.0.0.1"})
class WithinTheProcessTest {

    @Test
    void aBeanCallsAnotherOfTheSameProcessOnItsOwnThread(
            @org.springframework.beans.factory.annotation.Autowired Traveller traveller) {
        assertThat(traveller.travel().soldBy()).isEqualTo(Thread.currentThread().getName());
    }
}
