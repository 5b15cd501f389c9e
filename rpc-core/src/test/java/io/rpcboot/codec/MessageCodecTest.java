package io.rpcboot.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MessageCodecTest {

    private static final int THREADS = 8;

    private final AtomicInteger made = new AtomicInteger();
    private final MessageCodec codec = new MessageCodec("Message");

    MessageCodecTest() {
        codec.complete(
                () -> {
                    made.incrementAndGet();
                    return MessageBodies.of(
                            "Message",
                            List.of(),
                            new Maker(MethodHandles.constant(Object.class, "read"), List.of(), List.of()));
                },
                16);
    }

    private Object read() {
        return String.valueOf(codec.readBody(new Decoding(new byte[0], 0, 0)));
    }

    @Test
    void itsCodeIsMadeOnceForAllThreads() throws Exception {
        CyclicBarrier together = new CyclicBarrier(THREADS);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Object>> reads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                reads.add(threads.submit(() -> {
                    together.await();
                    return read();
                }));
            }
            for (Future<Object> read : reads) {
                assertThat(read.get()).isEqualTo("read");
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(read()).isEqualTo("read");
        assertThat(made).hasValue(1);
    }
}
