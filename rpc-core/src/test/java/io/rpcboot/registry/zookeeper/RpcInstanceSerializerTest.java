package io.rpcboot.registry.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rpcboot.core.ServiceId;
import io.rpcboot.registry.RpcInstance;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.apache.curator.x.discovery.ServiceInstance;
import org.apache.curator.x.discovery.details.JsonInstanceSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RpcInstanceSerializerTest {

    private static final RpcInstance INSTANCE = new RpcInstance(
            new ServiceId("chat.FriendService", "blue", "1.2"),
            "10.1.2.3:7001-ab12",
            "10.1.2.3",
            7001,
            new RpcInstance.Attributes("chat-provider", "canary", "eu-1", "backup", 50, 0xfedcba9876543210L));

    private static final String GOLDEN = "{\"name\":\"chat.FriendService\",\"id\":\"10.1.2.3:7001-ab12-d715ddbf\","
            + "\"address\":\"10.1.2.3\",\"port\":7001,\"sslPort\":null,"
            + "\"payload\":{\"processId\":\"10.1.2.3:7001-ab12\",\"group\":\"blue\",\"version\":\"1.2\","
            + "\"tag\":\"canary\",\"zone\":\"eu-1\",\"role\":\"backup\",\"weight\":50,"
            + "\"application\":\"chat-provider\",\"fingerprint\":\"fedcba9876543210\"},"
            + "\"registrationTimeUTC\":1700000000000,\"serviceType\":\"DYNAMIC\",\"uriSpec\":null}";

    private static final String SMALLEST =
            "{\"name\":\"s\",\"id\":\"i\",\"address\":\"h\",\"port\":1,\"payload\":{\"processId\":\"h:1-x\"}}";

    private final RpcInstanceSerializer serializer = new RpcInstanceSerializer();

    @Test
    void aNodeLooksLikeThis() throws Exception {
        assertThat(new String(serializer.serialize(INSTANCE, 1_700_000_000_000L), StandardCharsets.UTF_8))
                .isEqualTo(GOLDEN);
    }

    @Test
    void whatWasWrittenIsReadBack() throws Exception {
        byte[] bytes = serializer.serialize(INSTANCE, 1);

        assertThat(serializer.read("chat.FriendService", ZooKeeperPaths.nodeId(INSTANCE), bytes))
                .isEqualTo(INSTANCE);
    }

    @Test
    void theStockSerializerReadsIt() throws Exception {
        ServiceInstance<Object> read =
                new JsonInstanceSerializer<>(Object.class).deserialize(serializer.serialize(INSTANCE, 1));

        assertThat(read.getAddress()).isEqualTo("10.1.2.3");
        assertThat(read.getPort()).isEqualTo(7001);
        assertThat(read.getPayload().toString()).contains("processId=10.1.2.3:7001-ab12", "weight=50");
    }

    @Test
    void whatTheStockSerializerWritesOfAMapIsReadWithoutLoadingItsClass() throws Exception {
        String stock = SMALLEST.replace("{\"processId\"", "{\"@class\":\"no.such.Clazz\",\"processId\"");

        assertThat(read(stock)).isNotNull();
    }

    @Test
    void whatIsMissingHasItsDefaultAndWhatIsUnknownIsSkipped() throws Exception {
        String more = SMALLEST.replace("\"port\":1,", "\"port\":1,\"new\":{\"deep\":[1,2,{\"x\":null}]},");

        assertThat(read(more))
                .isEqualTo(new RpcInstance(ServiceId.of("s"), "h:1-x", "h", 1, RpcInstance.Attributes.DEFAULT));
    }

    @Test
    void anInstanceThatIsSwitchedOffIsNone() throws Exception {
        assertThat(read(SMALLEST.replace("\"port\":1,", "\"port\":1,\"enabled\":false,")))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                              | it is not a JSON object",
                "hello                           | it is not JSON: ",
                "[]                              | it is not a JSON object",
                "{} {}                           | it is not JSON: ",
                "{}                              | payload is missing or not an object",
                "{'payload':[]}                  | payload is missing or not an object",
                "$payload={}                     | processId is missing or not a string",
                "$name=1                         | name is missing or not a string",
                "$name='t'                       | it says that it is of the service \"t\"",
                "$id='other'                     | it says that its id is \"other\"",
                "$address=null                   | address is missing or not a string",
                "$address=''                     | address \"\" is not a host",
                "$address='a b'                  | address \"a b\" is not a host",
                "$port='1'                       | port is missing or not a whole number within 1..65535",
                "$port=0                         | port is missing or not a whole number within 1..65535",
                "$port=65536                     | port is missing or not a whole number within 1..65535",
                "$port=1.5                       | port is missing or not a whole number within 1..65535",
                "$port=99999999999999999999      | port is missing or not a whole number within 1..65535",
                "$enabled='yes'                  | enabled is not true or false",
                "$payload.weight=-1              | weight is missing or not a whole number within 0..2147483647",
                "$payload.weight='9'             | weight is missing or not a whole number within 0..2147483647",
                "$payload.group={}               | group is missing or not a string",
                "$payload.fingerprint='xyz'      | fingerprint \"xyz\" is not hexadecimal",
                "$payload.fingerprint='11112222333344445' | fingerprint \"11112222333344445\" is not hexadecimal",
            })
    void aNodeOfAnotherShapeIsRefusedWithWhatIsWrong(String change, String message) {
        assertThatThrownBy(() -> read(changed(change)))
                .isInstanceOf(BadInstanceException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aNodeThatIsTooLargeOrTooDeepIsRefused() {
        assertThatThrownBy(() -> read("\"" + "x".repeat(RpcInstanceSerializer.MAX_BYTES) + "\""))
                .isInstanceOf(BadInstanceException.class)
                .hasMessage("it has 16386 bytes, more than 16384");
        assertThatThrownBy(() -> read("[".repeat(5_000))).isInstanceOf(BadInstanceException.class);
        assertThatThrownBy(() -> read(SMALLEST.replace("h:1-x", "x".repeat(1_025))))
                .isInstanceOf(BadInstanceException.class)
                .hasMessage("processId has more than 1024 characters");
    }

    @Test
    void noBytesWhateverAreMoreThanRefused() throws Exception {
        Random random = new Random(42);
        byte[] good = serializer.serialize(INSTANCE, 1);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = good.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                serializer.read("chat.FriendService", ZooKeeperPaths.nodeId(INSTANCE), bytes);
            } catch (BadInstanceException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void anInstanceThatWouldNotBeReadIsNotWritten() {
        RpcInstance huge = new RpcInstance(
                ServiceId.of("s"),
                "h:1-x",
                "h",
                1,
                new RpcInstance.Attributes("a".repeat(1_025), "", "", RpcInstance.Attributes.PRIMARY, 1, 0));

        assertThatThrownBy(() -> serializer.serialize(huge, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("s at h:1: its registry entry would not be read: application has more than 1024"
                        + " characters; correct it");
    }

    private RpcInstance read(String json) throws BadInstanceException {
        return serializer.read("s", "i", json.getBytes(StandardCharsets.UTF_8));
    }

    /** {@code $key=value} puts a value into the smallest good node. */
    private static String changed(String change) throws Exception {
        String json = change.replace('\'', '"');
        if (!json.startsWith("$")) {
            return json;
        }
        var mapper = new com.fasterxml.jackson.databind.ObjectMapper();
        var root = (com.fasterxml.jackson.databind.node.ObjectNode) mapper.readTree(SMALLEST);
        String[] parts = json.substring(1).split("=", 2);
        var object = parts[0].startsWith("payload.")
                ? (com.fasterxml.jackson.databind.node.ObjectNode) root.get("payload")
                : root;
        object.set(parts[0].replace("payload.", ""), mapper.readTree(parts[1]));
        return root.toString();
    }
}
