package io.rpcboot.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.Value;
import io.rpcboot.RpcEnumDefault;
import io.rpcboot.core.MarshallingException;
import io.rpcboot.testproto.ProtoUser;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What cannot be sent or read is a {@link MarshallingException} with the path to it. */
class MarshallingErrorTest {

    enum Color {
        RED
    }

    enum Lenient {
        RED,
        @RpcEnumDefault
        OTHER
    }

    record Node(String name, Node next, List<Node> children) {}

    record Positive(int n) {
        Positive {
            if (n <= 0) {
                throw new IllegalArgumentException("n must be above 0");
            }
        }
    }

    record Throwing(int n) {
        @Override
        public int n() {
            throw new IllegalStateException("closed");
        }
    }

    record Div(int a, int b) {
        @Override
        public int a() {
            return a / b;
        }
    }

    interface Service {
        void node(Node node);

        void div(Div div);

        void map(Map<String, String> map);

        void positive(Positive positive);

        void throwing(Throwing throwing);

        void color(Color color);

        void colors(List<Color> colors);

        void lenient(Lenient color);

        void narrow(short s, List<Byte> bytes, char c);

        void text(String text);

        void ints(List<Integer> ints);

        void time(Instant instant, Duration duration, UUID uuid, BigDecimal decimal);

        void free(Map<String, Object> map);

        ProtoUser proto(ProtoUser user);

        void longs(long[] longs);

        void numbers(BigDecimal decimal, BigInteger integer);

        void uri(URI uri);

        void values(List<Value> values);

        void value(Value value);

        void bytes(List<byte[]> bytes);

        void graph(Graph graph);

        void keyed(Map<Key, String> keyed);

        void times(Times times);

        void tree(Tree tree);
    }

    /** A message around another by way of a map's entry. */
    record Graph(Map<String, Graph> next, Instant time) {}

    record Tree(Tree next, Value value) {}

    record Key(List<Key> keys) {}

    record Times(Times inner, Instant time) {}

    private static final Methods METHODS = Methods.of(Service.class);

    private static void refusesToWrite(String method, String text, Object... arguments) {
        assertThatThrownBy(() -> METHODS.get(method).request().encode(arguments))
                .isInstanceOf(MarshallingException.class)
                .hasMessage(text);
    }

    private static void refusesToRead(String method, String hex, String text) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertThatThrownBy(() -> METHODS.get(method).request().decode(bytes, 0, bytes.length))
                .isInstanceOf(MarshallingException.class)
                .hasMessage(text);
    }

    private static Object read(String method, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return ((Object[]) METHODS.get(method).request().decode(bytes, 0, bytes.length))[0];
    }

    @Test
    void nullElementsAndEntriesAreRefusedWithTheirPlace() {
        refusesToWrite(
                "node",
                "Service.node(Node).next.children[1]: null element; leave it out",
                new Node("a", new Node("b", null, Arrays.asList(new Node("c", null, null), null)), null));
        Map<String, String> map = new HashMap<>();
        map.put("bob", null);
        refusesToWrite("map", "Service.map(Map)[bob]: null value; leave the entry out", map);
        map.clear();
        map.put(null, "bob");
        refusesToWrite("map", "Service.map(Map)[null]: null key; leave the entry out", map);
    }

    @Test
    void aCycleIsRefusedWithoutAStackOverflow() {
        List<Node> children = new ArrayList<>();
        Node cycle = new Node("a", null, children);
        children.add(cycle);
        assertThatThrownBy(() -> METHODS.get("node").request().encode(new Object[] {cycle}))
                .isInstanceOf(MarshallingException.class)
                .hasMessageStartingWith("Service.node(Node).children[0].children[0].")
                .hasMessageEndingWith(": more than 100 messages within one another; is it a cycle?");
        Map<String, Object> map = new HashMap<>();
        map.put("self", map);
        assertThatThrownBy(() -> METHODS.get("free").request().encode(new Object[] {map}))
                .isInstanceOf(MarshallingException.class)
                .hasMessageStartingWith("Service.free(Map)[self][self]")
                .hasMessageEndingWith(": more than 100 messages within one another; is it a cycle?");
    }

    @Test
    void nestingAsDeepAsTheLimitPassesAndOneMoreDoesNot() {
        assertThat(METHODS.request("node", chain(100))).containsExactly(chain(100));
        assertThatThrownBy(() -> METHODS.get("node").request().encode(new Object[] {chain(101)}))
                .isInstanceOf(MarshallingException.class);
    }

    private static Node chain(int length) {
        Node node = null;
        for (int i = 0; i < length; i++) {
            node = new Node("n", node, List.of());
        }
        return node;
    }

    @Test
    @Timeout(10)
    void aNestingBombIsRefusedWithoutAStackOverflow() {
        // Each level is a message in field 2 of the one around it; lengths of three bytes, padded as varints may be.
        int levels = 20_000;
        byte[] bytes = new byte[levels * 5];
        for (int i = 0; i < levels; i++) {
            int rest = (levels - i - 1) * 5;
            bytes[i * 5] = i == 0 ? (byte) 0x0a : 0x12;
            bytes[i * 5 + 1] = (byte) (rest | 0x80);
            bytes[i * 5 + 2] = (byte) (rest >> 7 | 0x80);
            bytes[i * 5 + 3] = (byte) (rest >> 14 | 0x80);
            bytes[i * 5 + 4] = (byte) (rest >> 21 & 0x7f);
        }
        assertThatThrownBy(() -> METHODS.get("node").request().decode(bytes, 0, bytes.length))
                .isInstanceOf(MarshallingException.class)
                .hasMessageEndingWith("more than 100 messages within one another");
    }

    @Test
    void aBombOfUnknownGroupsIsRefusedToo() {
        byte[] bytes = new byte[20_000];
        Arrays.fill(bytes, (byte) 0x7b); // field 15 begins a group
        assertThatThrownBy(() -> METHODS.get("node").request().decode(bytes, 0, bytes.length))
                .isInstanceOf(MarshallingException.class)
                .hasMessage("Service.node(Node): more than 100 messages within one another");
    }

    @Test
    void whatARecordRefusesIsBadInputAndNamesIt() {
        refusesToRead(
                "positive",
                "0a 00",
                "Service.positive(Positive): " + Positive.class.getName()
                        + " refused these values: java.lang.IllegalArgumentException: n must be above 0");
    }

    @Test
    void whatAnAccessorThrowsIsNamedWithItsPlace() {
        refusesToWrite(
                "throwing", "Service.throwing(Throwing).n: java.lang.IllegalStateException: closed", new Throwing(1));
    }

    @Test
    void whatAnAccessorCannotWorkOutIsNotTakenForAMessageTooLarge() {
        refusesToWrite("div", "Service.div(Div).a: java.lang.ArithmeticException: / by zero", new Div(1, 0));
    }

    @Test
    void unknownConstantsAreRefusedOrReplacedByTheDefault() {
        refusesToRead(
                "color",
                "08 02",
                "Service.color(Color): number 2 is no constant of " + Color.class.getName()
                        + " here; update this side, or mark a constant with @RpcEnumDefault");
        assertThat(read("lenient", "08 63")).isEqualTo(Lenient.OTHER);
        assertThat(read("color", "08 00")).isNull();
        assertThat(read("color", "")).isNull();
        refusesToRead(
                "colors",
                "0a 02 01 00",
                "Service.colors(List)[1]: null (number 0 of " + Color.class.getName() + ") has no place here");
    }

    @Test
    void narrowNumbersOutOfRangeAreRefused() {
        refusesToRead(
                "narrow", "08 80 80 02", "Service.narrow(short, List, char).s: 32768 is out of range, -32768 to 32767");
        refusesToRead(
                "narrow",
                "12 03 01 80 01",
                "Service.narrow(short, List, char).bytes[1]: 128 is out of range, -128 to 127");
        refusesToRead(
                "narrow",
                "18 ff ff ff ff ff ff ff ff ff 01",
                "Service.narrow(short, List, char).c: -1 is out of range, 0 to 65535");
    }

    @Test
    void damagedBytesAreRefusedWithTheirPlace() {
        refusesToRead(
                "text", "0a 02 c3 28", "Service.text(String): malformed protobuf: Protocol message had invalid UTF-8.");
        refusesToRead(
                "text",
                "08 01",
                "Service.text(String): wire type 0 where 2 is expected; do both sides have the same contract?");
        refusesToRead(
                "node",
                "0a 02 0a 05",
                "Service.node(Node).name: malformed protobuf: While parsing a protocol message, the input ended"
                        + " unexpectedly in the middle of a field.  This could mean either that the input has been"
                        + " truncated or that an embedded message misreported its own length.");
        refusesToRead(
                "node",
                "0a 05 0a 01 61",
                "Service.node(Node): malformed protobuf: a length of 5 bytes, of which 3 are there");
        refusesToRead(
                "node",
                "0c",
                "Service.node(Node): wire type 4 where 2 is expected; do both sides have the same" + " contract?");
        refusesToRead(
                "text",
                "14",
                "Service.text(String): malformed protobuf: Protocol message end-group tag did not match expected tag.");
        refusesToRead(
                "text",
                "00",
                "Service.text(String): malformed protobuf: Protocol message contained an invalid tag" + " (zero).");
    }

    @Test
    void aDamagedValueIsNamedByItsKeyIfThatCameFirst() {
        String text = ": malformed protobuf: Protocol message had invalid UTF-8.";
        refusesToRead("map", "0a 07 0a 01 61 12 02 c3 28", "Service.map(Map)[a]" + text);
        refusesToRead("map", "0a 07 12 02 c3 28 0a 01 61", "Service.map(Map)[?]" + text);
    }

    @Test
    void aClaimedLengthAllocatesNothing() {
        // 2 GiB - 1 of text, of packed numbers, of a map's entry, of longs; there is nothing behind it.
        for (String method : List.of("text", "ints", "map", "longs", "node")) {
            assertThatThrownBy(() -> read(method, "0a ff ff ff ff 07"))
                    .isInstanceOf(MarshallingException.class)
                    .hasMessageContaining(
                            method.equals("text") ? "ended unexpectedly" : "a length of 2147483647 bytes");
        }
        refusesToRead(
                "node",
                "0a ff ff ff ff 0f 01",
                "Service.node(Node): malformed protobuf: a length of 4294967295 bytes, of which 1 are there");
    }

    @Test
    void halfASurrogatePairIsNoText() {
        refusesToWrite(
                "text", "Service.text(String): half a surrogate pair at index 1; that is no Unicode text", "a\ud800");
    }

    @Test
    void valuesThatTheirProtobufTypeCannotSayAreRefused() {
        String path = "Service.time(Instant, Duration, UUID, BigDecimal).";
        refusesToWrite(
                "time",
                path + "instant: outside of what google.protobuf.Timestamp can say, the years 1 to 9999",
                Instant.MAX,
                null,
                null,
                null);
        refusesToWrite(
                "time",
                path + "duration: outside of what google.protobuf.Duration can say, 10,000 years",
                null,
                Duration.ofSeconds(Long.MAX_VALUE),
                null,
                null);
        refusesToRead("time", "1a 01 00", path + "uuid: a UUID is 16 bytes, not 1");
        refusesToRead(
                "time",
                "22 01 78",
                path + "decimal: Character x is neither a decimal digit number, decimal point,"
                        + " nor \"e\" notation exponential mark.");
    }

    @Test
    void freeFormDataHoldsWhatJsonHolds() {
        refusesToWrite(
                "free",
                "Service.free(Map)[at][0]: java.time.Instant has no place in free-form data; use null, Boolean, Number,"
                        + " String, List or Map<String,Object>",
                Map.of("at", List.of(Instant.EPOCH)));
        refusesToWrite(
                "free",
                "Service.free(Map)[id]: 9007199254740993 (java.lang.Long) is no exact double, which is what free-form"
                        + " data holds; use a String or a record",
                Map.of("id", (1L << 53) + 1));
        assertThat(METHODS.request("free", Map.of("a", 1, "b", List.of(true, "x"))))
                .containsExactly(Map.of("a", 1.0, "b", List.of(true, "x")));
    }

    @Test
    void aWholeMessageIsNeverNull() {
        refusesToWrite(
                "proto",
                "Service.proto(ProtoUser): null; a generated message that is the whole of what is sent cannot be null",
                (Object) null);
        assertThatThrownBy(() -> METHODS.get("proto").response().encode(null))
                .isInstanceOf(MarshallingException.class)
                .hasMessage(
                        "Service.proto(ProtoUser).return: null; a generated message that is the whole of what is sent"
                                + " cannot be null");
    }

    @Test
    void aCollectionThatChangesMeanwhileIsRefused() {
        List<Integer> growing = new ArrayList<>(List.of(1, 2)) {
            @Override
            public boolean isEmpty() {
                add(3);
                return false;
            }
        };
        assertThatThrownBy(() -> METHODS.get("ints").request().encode(new Object[] {growing}))
                .isInstanceOf(MarshallingException.class)
                .hasMessageContaining("was changed while it was being encoded");
    }

    private static void refusesToWriteDeeply(String method, Object argument) {
        assertThatThrownBy(() -> METHODS.get(method).request().encode(new Object[] {argument}))
                .isInstanceOf(MarshallingException.class)
                .hasMessageStartingWith("Service." + method + "(")
                .hasMessageEndingWith(": more than 100 messages within one another; is it a cycle?");
    }

    private static Map<String, Object> free(int levels) {
        Map<String, Object> map = new HashMap<>();
        for (int i = 1; i < levels; i++) {
            map = new HashMap<>(Map.of("k", map));
        }
        return map;
    }

    @Test
    void whatWeWriteIsNoDeeperThanProtobufReads() throws InvalidProtocolBufferException {
        // A map's entry is a message; of a Struct each level is three: itself, the entry, the Value.
        Graph graph = null;
        for (int i = 0; i < 50; i++) {
            graph = new Graph(graph == null ? Map.of() : Map.of("k", graph), null);
        }
        Times times = null;
        for (int i = 0; i < 99; i++) {
            times = new Times(times, i == 0 ? Instant.EPOCH : null);
        }
        for (Map.Entry<String, Object> deepest :
                Map.of("graph", graph, "times", times, "free", free(34)).entrySet()) {
            String method = deepest.getKey();
            byte[] bytes = METHODS.get(method).request().encode(new Object[] {deepest.getValue()});
            DynamicMessage.parseFrom(ContractReader.schema(Service.class).request(method), bytes);
            assertThat((Object[]) METHODS.get(method).request().decode(bytes, 0, bytes.length))
                    .containsExactly(deepest.getValue());
        }
        refusesToWriteDeeply("graph", new Graph(Map.of("k", graph), null));
        refusesToWriteDeeply("times", new Times(times, null));
        refusesToWriteDeeply("free", free(35));
    }

    private static Value lists(int levels) {
        Value value = Value.getDefaultInstance();
        for (int i = 0; i < levels; i++) {
            value = Value.newBuilder()
                    .setListValue(ListValue.newBuilder().addValues(value))
                    .build();
        }
        return value;
    }

    private static Tree tree(int levels, Value value) {
        Tree tree = new Tree(null, value);
        for (int i = 1; i < levels; i++) {
            tree = new Tree(tree, null);
        }
        return tree;
    }

    @Test
    void whatLiesWithinAGeneratedMessageIsReadAsDeepAsProtobufReads() throws InvalidProtocolBufferException {
        // 89 records, the value, and two messages for each list in it.
        Tree deepest = tree(89, lists(5));
        byte[] bytes = METHODS.get("tree").request().encode(new Object[] {deepest});
        DynamicMessage.parseFrom(ContractReader.schema(Service.class).request("tree"), bytes);
        assertThat((Object[]) METHODS.get("tree").request().decode(bytes, 0, bytes.length))
                .containsExactly(deepest);

        byte[] deeper = METHODS.get("tree").request().encode(new Object[] {tree(90, lists(5))});
        assertThatThrownBy(() -> DynamicMessage.parseFrom(
                        ContractReader.schema(Service.class).request("tree"), deeper))
                .isInstanceOf(InvalidProtocolBufferException.class);
        assertThatThrownBy(() -> METHODS.get("tree").request().decode(deeper, 0, deeper.length))
                .isInstanceOf(MarshallingException.class)
                .hasMessageStartingWith("Service.tree(Tree).next.next.")
                .hasMessageContaining(".value: malformed protobuf: Protocol message had too many levels of nesting.");
    }

    @Test
    void aCycleOfListsInFreeFormDataIsRefused() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        refusesToWriteDeeply("free", Map.of("k", list));
    }

    @Test
    void aCycleWithinAKeyIsRefusedAlthoughItsTextHasNoEnd() {
        Key key = new Key(new ArrayList<>());
        key.keys().add(key);
        Map<Key, String> map = new IdentityHashMap<>();
        map.put(key, "x");
        refusesToWriteDeeply("keyed", map);
    }

    @Test
    void aGeneratedMessageTooDeepForTheStackIsRefused() {
        Value value = Value.getDefaultInstance();
        for (int i = 0; i < 200_000; i++) {
            value = Value.newBuilder()
                    .setListValue(ListValue.newBuilder().addValues(value))
                    .build();
        }
        refusesToWrite("value", "Service.value(Value): is nested too deeply", value);
        refusesToWrite("values", "Service.values(List): is nested too deeply", List.of(value));
    }

    @Test
    void numbersOfMoreDigitsThanAnyoneParsesAreRefusedBothWays() {
        String path = "Service.numbers(BigDecimal, BigInteger).";
        String text = ": a number of more than 10000 characters";
        BigInteger longest = BigInteger.TEN.pow(9_999);
        assertThat(METHODS.request("numbers", new BigDecimal(longest), longest))
                .containsExactly(new BigDecimal(longest), longest);
        refusesToWrite("numbers", path + "decimal" + text, new BigDecimal(BigInteger.TEN.pow(10_000)), null);
        refusesToWrite("numbers", path + "integer" + text, null, BigInteger.TEN.pow(10_000));
        String digits = "31".repeat(10_001); // of the digit 1
        refusesToRead("numbers", "0a 91 4e" + digits, path + "decimal" + text);
        refusesToRead("numbers", "12 91 4e" + digits, path + "integer" + text);
        // Few characters may stand for many digits; nobody writes them out.
        assertThat(METHODS.request("numbers", new BigDecimal("1E+2000000000"), null))
                .containsExactly(new BigDecimal("1E+2000000000"), null);
    }

    @Test
    void aMessageOfMoreThan2GiBIsRefusedBeforeItIsMade() {
        byte[] large = new byte[32 << 20];
        refusesToWrite(
                "bytes", "Service.bytes(List)[63]: a message of more than 2 GiB", Collections.nCopies(64, large));
    }

    @Test
    void whatAnErrorSaysOfAValueIsNotAsLongAsTheValue() {
        String carets = "5e".repeat(0x4000);
        refusesToRead(
                "uri",
                "0a 80 80 01" + carets,
                "Service.uri(URI): Illegal character in path at index 0: " + "^".repeat(462) + "…");
    }
}
