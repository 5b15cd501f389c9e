package io.rpcboot.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** ASM makes marshallers fast; an application that leaves it out has slower ones. */
class WithoutAsmTest {

    /** The class path once more, but for ASM. */
    private static final class Loader extends URLClassLoader {

        Loader() {
            super(
                    Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                            .map(Loader::url)
                            .toArray(URL[]::new),
                    ClassLoader.getPlatformClassLoader());
        }

        private static URL url(String path) {
            try {
                return new File(path).toURI().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalArgumentException(path, e);
            }
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.objectweb.asm.")) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }

    record User(long id, String name, List<Integer> scores) {}

    interface Service {
        User find(User like);
    }

    /** Runs where there is no ASM; its types are others than this test's. */
    public static final class RoundTrip implements Callable<String> {
        @Override
        public String call() {
            User user = new User(7, "bob", List.of(1, 2));
            return Methods.of(Service.class).response("find", user).toString();
        }
    }

    @Test
    void messagesComeBackAlsoIfThereIsNoAsm() throws Exception {
        try (Loader loader = new Loader()) {
            assertThatThrownBy(() -> loader.loadClass("org.objectweb.asm.ClassWriter"))
                    .isInstanceOf(ClassNotFoundException.class);
            Callable<?> roundTrip = (Callable<?>)
                    loader.loadClass(RoundTrip.class.getName()).getConstructor().newInstance();
            assertThat(roundTrip.getClass()).isNotSameAs(RoundTrip.class);
            assertThat(roundTrip.call()).isEqualTo("User[id=7, name=bob, scores=[1, 2]]");
        }
    }
}
