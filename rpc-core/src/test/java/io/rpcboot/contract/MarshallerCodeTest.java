package io.rpcboot.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rpcboot.core.Marshaller;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where generated code has its limits: big messages, types that it cannot see, and its own life. */
class MarshallerCodeTest {

    private static Class<?> load(String name, String source) throws ClassNotFoundException {
        return Class.forName(name, true, Sources.compile(Map.of(name, source), "-parameters"));
    }

    private static Object make(Class<?> type, Object... arguments) throws ReflectiveOperationException {
        Constructor<?> constructor = type.getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        return constructor.newInstance(arguments);
    }

    private static Class<?> nested(Class<?> outer, String name) {
        return Arrays.stream(outer.getDeclaredClasses())
                .filter(type -> type.getSimpleName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void messagesOfAnySizeThatARecordMayHaveComeBack() throws ReflectiveOperationException {
        for (int size : new int[] {0, 1, 15, 16, 150, 151, 250}) {
            String components = IntStream.range(0, size)
                    .mapToObj(i -> (i % 3 == 0 ? "int" : i % 3 == 1 ? "String" : "java.util.List<Integer>") + " c" + i)
                    .collect(Collectors.joining(", "));
            Class<?> service = load(
                    "some.Service",
                    "package some; public interface Service { Big big(Big b); record Big(%s) {} }"
                            .formatted(components));
            Object big = make(
                    nested(service, "Big"),
                    IntStream.range(0, size)
                            .mapToObj(i -> i % 3 == 0 ? i : i % 3 == 1 ? "é" + i : java.util.List.of(i, -i))
                            .toArray());
            assertThat(Methods.of(service).response("big", big)).isEqualTo(big);
            assertThat(Methods.of(service).request("big", big)).containsExactly(big);
        }
    }

    @Test
    void privateTypesThatOnlyTheirOwnLoaderSeesComeBack() throws ReflectiveOperationException {
        Class<?> outer = load("some.Outer", """
                package some;
                class Outer {
                    private record Hidden(long id, double d, float f, char c, Hidden inner) {
                        private Hidden {}
                    }
                    private static class Bean {
                        private boolean set;
                        private String text = "initial";
                        public boolean isSet() { return set; }
                        public void setSet(boolean set) { this.set = set; }
                        public String getText() { return text; }
                        public void setText(String text) { this.text = text; }
                    }
                    private interface Service { Hidden hidden(Hidden h); Bean bean(); }
                }
                """);
        Class<?> type = nested(outer, "Hidden");
        Object hidden = make(type, Long.MIN_VALUE, -0.0, Float.MIN_VALUE, 'x', make(type, 0L, 0.0, 0f, '\0', null));
        Methods methods = Methods.of(nested(outer, "Service"));
        assertThat(methods.request("hidden", hidden)).containsExactly(hidden);

        Marshaller<Object> bean = methods.get("bean").response();
        byte[] empty = {0x0a, 0x00};
        assertThat(bean.decode(empty, 0, empty.length))
                .hasFieldOrPropertyWithValue("text", null)
                .hasFieldOrPropertyWithValue("set", false);
    }

    @Test
    void aContractGoesWithItsLoader() throws ReflectiveOperationException {
        WeakReference<Class<?>> service = used();
        await().until(() -> {
            System.gc();
            return service.get() == null;
        });
    }

    private static WeakReference<Class<?>> used() throws ReflectiveOperationException {
        Class<?> service = load(
                "some.Service",
                "package some; public interface Service { Point point(Point p); record Point(int x, int y) {} }");
        Object point = make(nested(service, "Point"), 1, 2);
        // Not compared: the JDK never lets go of a record of which equals was called.
        assertThat(Methods.of(service).response("point", point)).hasSameClassAs(point);
        return new WeakReference<>(service);
    }

    @Test
    void textOfAllKindsComesBack() {
        Methods methods = Methods.of(Texts.class);
        for (String text : new String[] {
            "",
            "a",
            "a".repeat(127),
            "a".repeat(128),
            "a".repeat(20_000),
            "é",
            "\u07ff",
            "\u0800",
            "\ufffd",
            "a\ufffd\ud83d\ude00é",
            "\u0100",
            "\u0141\u0142",
            "ascii, then \uffff",
            "\ud83d\ude00".repeat(50),
            "\0"
        }) {
            assertThat(methods.request("text", text)).containsExactly(text);
        }
    }

    private interface Texts {
        void text(String text);
    }
}
