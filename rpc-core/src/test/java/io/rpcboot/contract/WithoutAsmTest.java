package io.rpcboot.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rpcboot.testing.ClassPathWithout;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** ASM makes marshallers fast; an application that leaves it out has slower ones. */
class WithoutAsmTest {

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
        try (ClassPathWithout loader = new ClassPathWithout("org.objectweb.asm.")) {
            assertThatThrownBy(() -> loader.loadClass("org.objectweb.asm.ClassWriter"))
                    .isInstanceOf(ClassNotFoundException.class);
            Callable<?> roundTrip = (Callable<?>)
                    loader.loadClass(RoundTrip.class.getName()).getConstructor().newInstance();
            assertThat(roundTrip.getClass()).isNotSameAs(RoundTrip.class);
            assertThat(roundTrip.call()).isEqualTo("User[id=7, name=bob, scores=[1, 2]]");
        }
    }
}
