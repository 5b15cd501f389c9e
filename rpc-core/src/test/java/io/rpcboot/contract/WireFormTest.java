package io.rpcboot.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.RpcField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
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

    /** As Lombok makes it of {@code @Data @Accessors(chain = true)}; setters return the bean. */
    static class Chained {
        private String aName;
        private Boolean active;
        private List<Leaf> leaves = new ArrayList<>();

        public String getAName() {
            return aName;
        }

        public Chained setAName(String aName) {
            this.aName = aName;
            return this;
        }

        public Boolean getActive() {
            return active;
        }

        public Chained setActive(Boolean active) {
            this.active = active;
            return this;
        }

        public List<Leaf> getLeaves() {
            return leaves;
        }

        public Chained setLeaves(List<Leaf> leaves) {
            this.leaves = leaves;
            return this;
        }
    }

    /** As some IDEs make it, and as {@link java.beans.Introspector} knows it. */
    static class Axes {
        private double xAxis;
        private Boolean active;
        private Boolean isOpen;

        public double getxAxis() {
            return xAxis;
        }

        public void setxAxis(double xAxis) {
            this.xAxis = xAxis;
        }

        public Boolean isActive() {
            return active;
        }

        public void setActive(Boolean active) {
            this.active = active;
        }

        public Boolean isOpen() {
            return isOpen;
        }

        public void setOpen(Boolean open) {
            isOpen = open;
        }
    }

    abstract static class Entity<K> {
        @RpcField(1)
        private K id;

        public K getId() {
            return id;
        }

        public void setId(K id) {
            this.id = id;
        }
    }

    static class Account extends Entity<Long> {
        @RpcField(2)
        private String owner;

        public String getOwner() {
            return owner;
        }

        public void setOwner(String owner) {
            this.owner = owner;
        }
    }

    record Nested(List<List<Integer>> a, Map<String, List<Leaf>> b, Map<Leaf, int[]> c, List<int[]> d, Leaf[][] e) {}

    record Pair<A, B>(A first, B second) {}

    record Deep(Pair<Pair<String, List<Integer>>, Map<String, Pair<Leaf, Color>>> pair) {}

    sealed interface Figure permits Dot, Group {}

    record Dot(int x) implements Figure {}

    record Group(List<Figure> figures) implements Figure {}

    interface Service {
        Chained chained();

        Axes axes();

        Account account();

        Nested nested();

        Deep deep();

        Figure figure();

        Map<String, Object> free();

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
    void settersMayReturnTheBean() {
        Chained bean = new Chained().setAName("n").setActive(false).setLeaves(List.of(new Leaf(7)));
        assertThat(hex("chained", bean)).isEqualTo("0a09" + "0a016e" + "1000" + "1a020807");
        assertThat((Chained) METHODS.response("chained", bean)).satisfies(read -> {
            assertThat(read.getAName()).isEqualTo("n");
            assertThat(read.getActive()).isFalse();
            assertThat(read.getLeaves()).containsExactly(new Leaf(7));
        });
        assertThat(((Chained) read("chained", "0a00")).getLeaves()).isEmpty();
    }

    @Test
    void accessorsMayBeNamedAsIdesNameThem() {
        Axes bean = new Axes();
        bean.setxAxis(1.0);
        bean.setActive(false);
        bean.setOpen(true);
        assertThat(hex("axes", bean)).isEqualTo("0a0d" + "09000000000000f03f" + "1000" + "1801");
        assertThat((Axes) METHODS.response("axes", bean)).satisfies(read -> {
            assertThat(read.getxAxis()).isEqualTo(1.0);
            assertThat(read.isActive()).isFalse();
            assertThat(read.isOpen()).isTrue();
        });
    }

    @Test
    void inheritedPropertiesTravelByTheirNumbers() {
        Account account = new Account();
        account.setId(5L);
        account.setOwner("o");
        assertThat(hex("account", account)).isEqualTo("0a05" + "0805" + "12016f");
        assertThat((Account) METHODS.response("account", account)).satisfies(read -> {
            assertThat(read.getId()).isEqualTo(5L);
            assertThat(read.getOwner()).isEqualTo("o");
        });
    }

    @Test
    void aCollectionWithinACollectionIsAMessageAroundIt() {
        Nested nested = new Nested(
                List.of(List.of(1, 2), List.of()),
                Map.of("k", List.of(new Leaf(1))),
                Map.of(new Leaf(3), new int[] {4}),
                List.of(new int[] {5}),
                new Leaf[][] {{new Leaf(6)}, {}});
        assertThat(hex("nested", nested))
                .isEqualTo("0a2b" + "0a040a020102" + "0a00" + "12090a016b12040a020801" + "1a090a02080312030a0104"
                        + "22030a0105" + "2a040a020806" + "2a00");
        Nested read = (Nested) METHODS.response("nested", nested);
        assertThat(read.a()).isEqualTo(nested.a());
        assertThat(read.b()).isEqualTo(nested.b());
        assertThat(read.c().get(new Leaf(3))).containsExactly(4);
        assertThat(read.d()).hasSize(1).first().isEqualTo(new int[] {5});
        assertThat(read.e()).isEqualTo(nested.e());
    }

    @Test
    void genericRecordsAreFilledAtAnyDepth() {
        Deep deep = new Deep(new Pair<>(new Pair<>("s", List.of(1)), Map.of("k", new Pair<>(new Leaf(2), Color.BLUE))));
        assertThat(hex("deep", deep))
                .isEqualTo("0a17" + "0a15" + "0a060a01731201" + "01" + "120b0a016b1206" + "0a0208021009");
        assertThat(METHODS.response("deep", deep)).isEqualTo(deep);
    }

    @Test
    void aSealedTypeIsAMessageOfTheOneThatItIs() {
        Figure figure = new Group(List.of(new Dot(1), new Group(List.of())));
        assertThat(hex("figure", figure)).isEqualTo("0a0c" + "120a" + "0a040a020801" + "0a021200");
        assertThat(METHODS.response("figure", figure)).isEqualTo(figure);
        assertThat(METHODS.response("figure", null)).isNull();
    }

    @Test
    void freeFormDataComesBackAsJsonWould() {
        Map<String, Object> free = new LinkedHashMap<>();
        free.put("null", null);
        free.put("int", 1);
        free.put("long", 1L << 53);
        free.put("list", Arrays.asList(null, true, "x", List.of(), Map.of("k", 0.5)));
        Map<String, Object> expected = new LinkedHashMap<>(free);
        expected.put("int", 1.0);
        expected.put("long", 0x1p53);
        assertThat(METHODS.response("free", free)).isEqualTo(expected);
        assertThat(METHODS.response("free", Map.of())).isEqualTo(Map.of());
        assertThat(METHODS.response("free", null)).isNull();
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
