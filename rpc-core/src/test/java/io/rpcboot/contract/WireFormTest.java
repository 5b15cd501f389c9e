package io.rpcboot.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.RpcField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Bytes and presence, row by row; what a peer with another version of the interface sees. */
class WireFormTest {

    enum Color {
        RED,
        @RpcField(9)
        BLUE
    }

    record Leaf(int id) {}

    record Primitives(boolean a, int b, long c, double d, float e, short f, char g, byte h) {}

    record Boxes(Integer a, String b, Optional<String> c, Color d, Leaf e, byte[] f) {}

    record Many(List<Integer> a, Set<String> b, Map<String, Integer> c, int[] d, List<Leaf> e) {}

    static class Bean {
        private String name;
        private int age = 18;
        private boolean isAdmin;
        private transient String cache;

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }

        public int getAge() {
            return age;
        }

        public void setAge(int age) {
            this.age = age;
        }

        public boolean isAdmin() {
            return isAdmin;
        }

        public void setAdmin(boolean admin) {
            isAdmin = admin;
        }

        public String getCache() {
            return cache;
        }
    }

    interface Service {
        Primitives primitives();

        Boxes boxes();

        Many many();

        Bean bean();

        Integer boxed();

        int primitive();

        List<Integer> list();

        Color color();

        void varargs(String... names);

        void none();
    }

    private static final Methods METHODS = Methods.of(Service.class);

    private static String hex(String method, Object result) {
        return HexFormat.of().formatHex(METHODS.get(method).response().encode(result));
    }

    private static Object read(String method, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return METHODS.get(method).response().decode(bytes, 0, bytes.length);
    }

    @Test
    void primitivesOfTheirDefaultValueAreNotWritten() {
        Primitives zeros = new Primitives(false, 0, 0, 0, 0, (short) 0, (char) 0, (byte) 0);
        assertThat(hex("primitives", zeros)).isEqualTo("0a00");
        assertThat(read("primitives", "0a00")).isEqualTo(zeros);
        Primitives ones = new Primitives(true, -1, 1, 1, 1, (short) -1, 'a', (byte) 1);
        assertThat(METHODS.response("primitives", ones)).isEqualTo(ones);
    }

    @Test
    void nullAndDefaultDifferWherePresenceIsExplicit() {
        Boxes nulls = new Boxes(null, null, Optional.empty(), null, null, null);
        assertThat(hex("boxes", nulls)).isEqualTo("0a00");
        assertThat(read("boxes", "0a00")).isEqualTo(nulls);
        assertThat(hex("boxes", new Boxes(0, "", Optional.of(""), Color.RED, new Leaf(0), new byte[0])))
                .isEqualTo("0a0c" + "0800" + "1200" + "1a00" + "2001" + "2a00" + "3200");
        assertThat(((Boxes) read("boxes", "0a0c080012001a0020012a003200")).e()).isEqualTo(new Leaf(0));
        assertThat(hex("boxes", new Boxes(null, null, null, Color.BLUE, null, null)))
                .isEqualTo("0a022009");
    }

    @Test
    void aResultThatIsNullDiffersFromEveryOther() {
        assertThat(hex("boxed", null)).isEmpty();
        assertThat(hex("boxed", 0)).isEqualTo("0800");
        assertThat(read("boxed", "")).isNull();
        assertThat(hex("primitive", 0)).isEqualTo("0800");
        assertThat(read("primitive", "")).isEqualTo(0);
        assertThat(hex("color", null)).isEmpty();
        assertThat(read("color", "")).isNull();
        assertThat(hex("bean", null)).isEmpty();
        assertThat(read("bean", "")).isNull();
    }

    @Test
    void nullAndEmptyCollectionsArriveAsEmpty() {
        Many empty = (Many) METHODS.response("many", new Many(null, null, null, null, null));
        assertThat(empty.a()).isEmpty();
        assertThat(empty.b()).isEmpty();
        assertThat(empty.c()).isEmpty();
        assertThat(empty.d()).isEmpty();
        assertThat(empty.e()).isEmpty();
        assertThat(read("list", "")).isEqualTo(List.of());
    }

    @Test
    void collectionsThatArriveCanBeChanged() {
        Many many = (Many) METHODS.response("many", new Many(List.of(1), Set.of("a"), Map.of("a", 1), null, null));
        many.a().add(2);
        many.b().add("b");
        many.c().put("b", 2);
        many.e().add(new Leaf(1));
        assertThat(many.a()).containsExactly(1, 2);
    }

    @Test
    void unmodifiableCollectionsCanBeSent() {
        Many many = new Many(
                Collections.unmodifiableList(new ArrayList<>(List.of(1, 300))),
                Set.of("a"),
                Map.of("k", 1),
                new int[] {1, 2},
                Arrays.asList(new Leaf(1), new Leaf(2)));
        assertThat(hex("many", many))
                .isEqualTo("0a" + "1b" + "0a0301ac02" + "120161" + "1a050a016b1001" + "22020102" + "2a020801"
                        + "2a020802");
    }

    @Test
    void scalarsAreReadPackedOrNot() {
        assertThat(read("list", "0a 02 01 02 08 03 0a 01 04")).isEqualTo(List.of(1, 2, 3, 4));
        assertThat(((Many) read("many", "0a 06 20 01 22 02 02 03")).d()).containsExactly(1, 2, 3);
    }

    @Test
    void ofSeveralValuesOfASingularFieldTheLastCounts() {
        assertThat(read("boxed", "08 01 08 02")).isEqualTo(2);
        assertThat(((Boxes) read("boxes", "0a 02 08 01 0a 02 12 00"))).satisfies(boxes -> {
            assertThat(boxes.a()).isNull();
            assertThat(boxes.b()).isEmpty();
        });
    }

    @Test
    void anEntryWithoutKeyOrValueHasTheDefault() {
        assertThat(((Many) read("many", "0a 05 1a 03 0a 01 6b")).c()).isEqualTo(Map.of("k", 0));
        assertThat(((Many) read("many", "0a 04 1a 02 10 05")).c()).isEqualTo(Map.of("", 5));
    }

    @Test
    void beansAreFilledCompletely() {
        Bean bean = new Bean();
        bean.setName("n");
        bean.setAge(0);
        bean.setAdmin(true);
        assertThat(hex("bean", bean)).isEqualTo("0a050a016e1801");
        assertThat((Bean) METHODS.response("bean", bean)).satisfies(read -> {
            assertThat(read.getName()).isEqualTo("n");
            assertThat(read.getAge()).isZero();
            assertThat(read.isAdmin()).isTrue();
            assertThat(read.getCache()).isNull();
        });
    }

    @Test
    void varargsAreAnArray() {
        assertThat((String[]) METHODS.request("varargs", (Object) new String[] {"a", "b"})[0])
                .containsExactly("a", "b");
    }

    @Test
    void aMethodWithoutParametersNeedsNoArguments() {
        assertThat(METHODS.get("none").request().encode(new Object[0])).isEmpty();
        assertThat((Object[]) METHODS.get("none").request().decode(new byte[0], 0, 0))
                .isEmpty();
    }

    record UserV1(long id, String name) {}

    record UserV2(long id, String name, String mail, int age, Integer level, List<String> tags, Optional<Leaf> leaf) {}

    interface V1 {
        UserV1 save(UserV1 user);
    }

    interface V2 {
        UserV2 save(UserV2 user, boolean force, String reason);
    }

    @Test
    void addedFieldsAndParametersAreCompatibleBothWays() {
        byte[] old = Methods.of(V1.class).get("save").request().encode(new Object[] {new UserV1(1, "a")});
        assertThat((Object[]) Methods.of(V2.class).get("save").request().decode(old, 0, old.length))
                .containsExactly(new UserV2(1, "a", null, 0, null, List.of(), Optional.empty()), false, null);

        UserV2 user = new UserV2(1, "a", "m", 2, 3, List.of("t"), Optional.of(new Leaf(4)));
        byte[] recent = Methods.of(V2.class).get("save").request().encode(new Object[] {user, true, "r"});
        assertThat((Object[]) Methods.of(V1.class).get("save").request().decode(recent, 0, recent.length))
                .containsExactly(new UserV1(1, "a"));
    }
}
