package io.rpcboot.bootstrap;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.rpcboot.transport.netty.NettyClasses;
import org.junit.jupiter.api.Test;

class PreloadingTest {

    @Test
    void itsThreadEndsWhenAllIsLoaded() {
        Preloading.start();
        Preloading.start();

        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("rpc-preloading")));
    }

    @Test
    void whatIsLoadedAlreadyIsLoadedAgainWithoutEffect() {
        assertThatCode(() -> {
                    NettyClasses.load();
                    NettyClasses.load();
                })
                .doesNotThrowAnyException();
    }
}
