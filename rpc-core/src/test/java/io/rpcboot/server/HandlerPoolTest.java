package io.rpcboot.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class HandlerPoolTest {

    private static final int THREADS = 8;

    @Test
    void methodsThatBlockHaveAThreadEachUpToTheLimit() throws Exception {
        ExecutorService pool = HandlerPool.create(THREADS);
        CountDownLatch allRun = new CountDownLatch(THREADS);
        CountDownLatch release = new CountDownLatch(1);
        AtomicBoolean oneMoreRan = new AtomicBoolean();
        try {
            for (int i = 0; i < THREADS; i++) {
                pool.execute(() -> {
                    allRun.countDown();
                    await(release);
                });
            }
            assertThat(allRun.await(10, TimeUnit.SECONDS)).isTrue();

            CompletableFuture<Void> oneMore = CompletableFuture.runAsync(() -> oneMoreRan.set(true), pool);
            assertThat(oneMoreRan).isFalse();
            release.countDown();
            assertThat(oneMore).succeedsWithin(Duration.ofSeconds(10));
        } finally {
            release.countDown();
            pool.shutdownNow();
        }
    }

    @Test
    void methodsThatWaitForFuturesBringNoThreadsBeyondTheLimit() throws Exception {
        ExecutorService pool = HandlerPool.create(2);
        CompletableFuture<Void> awaited = new CompletableFuture<>();
        CountDownLatch bothWait = new CountDownLatch(2);
        AtomicBoolean oneMoreRan = new AtomicBoolean();
        try {
            for (int i = 0; i < 2; i++) {
                pool.execute(() -> {
                    bothWait.countDown();
                    awaited.join();
                });
            }
            assertThat(bothWait.await(10, TimeUnit.SECONDS)).isTrue();

            CompletableFuture<Void> oneMore = CompletableFuture.runAsync(() -> oneMoreRan.set(true), pool);
            assertThatThrownBy(() -> oneMore.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            awaited.complete(null);
            assertThat(oneMore).succeedsWithin(Duration.ofSeconds(10));
        } finally {
            awaited.complete(null);
            pool.shutdownNow();
        }
    }

    @Test
    void itsThreadsSeeTheClassesOfWhoMadeIt() throws Exception {
        Thread current = Thread.currentThread();
        ClassLoader before = current.getContextClassLoader();
        try (URLClassLoader own = new URLClassLoader(new URL[0], before)) {
            current.setContextClassLoader(own);
            ExecutorService pool = HandlerPool.create(1);
            current.setContextClassLoader(before); // whoever happens to start a thread does not matter
            try {
                assertThat(pool.submit(() -> Thread.currentThread().getContextClassLoader())
                                .get(10, TimeUnit.SECONDS))
                        .isSameAs(own);
            } finally {
                pool.shutdownNow();
            }
        } finally {
            current.setContextClassLoader(before);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
