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

    private static Object roundTripWithout(String prefix) throws Exception {
        try (ClassPathWithout loader = new ClassPathWithout(prefix)) {
            assertThatThrownBy(() -> loader.loadClass(prefix + (prefix.endsWith(".") ? "ClassWriter" : "")))
                    .isInstanceOf(ClassNotFoundException.class);
            Callable<?> roundTrip = (Callable<?>)
                    loader.loadClass(RoundTrip.class.getName()).getConstructor().newInstance();
            assertThat(roundTrip.getClass()).isNotSameAs(RoundTrip.class);
            return roundTrip.call();
        }
    }

    @Test
    void messagesComeBackAlsoIfThereIsNoAsm() throws Exception {
        assertThat(roundTripWithout("org.objectweb.asm.")).isEqualTo("User[id=7, name=bob, scores=[1, 2]]");
    }

    /** As before version 7: Maven takes the version that is nearest to the application. */
    @Test
    void messagesComeBackAlsoIfAsmIsTooOldToGenerateTheirCode() throws Exception {
        assertThat(roundTripWithout("org.objectweb.asm.ConstantDynamic"))
                .isEqualTo("User[id=7, name=bob, scores=[1, 2]]");
    }
}
