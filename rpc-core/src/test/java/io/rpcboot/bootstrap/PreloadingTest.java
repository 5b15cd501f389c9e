package io.rpcboot.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.rpcboot.transport.netty.NettyClasses;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PreloadingTest {

    /** A class path of its own, on which nothing is loaded yet. */
    private static final class Fresh extends URLClassLoader {

        Fresh() {
            super(
                    Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                            .map(Fresh::url)
                            .toArray(URL[]::new),
                    ClassLoader.getPlatformClassLoader());
        }

        private static URL url(String entry) {
            try {
                return Path.of(entry).toUri().toURL();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        boolean hasLoaded(String name) {
            synchronized (getClassLoadingLock(name)) {
                return findLoadedClass(name) != null;
            }
        }
    }

    @Test
    void itLoadsNettyAndWhatReadsContractsOnAThreadThatThenEnds() throws Exception {
        try (Fresh classes = new Fresh()) {
            Class<?> preloading = classes.loadClass("io.rpcboot.bootstrap.Preloading");
            assertThat(classes.hasLoaded("io.netty.bootstrap.ServerBootstrap")).isFalse();

            preloading.getMethod("start").invoke(null);
            preloading.getMethod("start").invoke(null);

            await().until(() -> classes.hasLoaded("io.netty.bootstrap.ServerBootstrap")
                    && classes.hasLoaded("io.netty.channel.MultiThreadIoEventLoopGroup")
                    && classes.hasLoaded("io.rpcboot.contract.ServiceContract"));
            await().until(() -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("rpc-preloading")));
        }
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
