package io.rpcboot.demo.consumer.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoadTest {

    @Test
    void callsAreCountedAndSoAreThoseThatFail() throws Exception {
        AtomicInteger made = new AtomicInteger();
        Load load = Load.start(2, () -> {
            switch (made.incrementAndGet() % 3) {
                case 0 -> throw new IllegalStateException("gone");
                case 1 -> {
                    return false;
                }
                default -> {
                    return true;
                }
            }
        });
        await().until(() -> load.made() > 30);

        Load.Result result = load.stop();

        assertThat(result.calls()).isEqualTo(made.get());
        assertThat(result.failed()).isBetween(result.calls() * 2 / 3 - 1, result.calls() * 2 / 3 + 1);
        assertThat(result.firstFailure()).isIn("a wrong answer", "java.lang.IllegalStateException: gone");
        assertThat(result.p50()).isLessThanOrEqualTo(result.p99());
        assertThat(result.p99()).isLessThanOrEqualTo(result.max());
    }
}
