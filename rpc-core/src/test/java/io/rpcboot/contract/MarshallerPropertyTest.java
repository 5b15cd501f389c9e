package io.rpcboot.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.rpcboot.core.Marshaller;
import io.rpcboot.core.MarshallingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Protobuf itself is the oracle: what we write it reads, and the other way round. */
class MarshallerPropertyTest {

    private static final Marshaller<Object> REQUEST =
            Methods.of(Everything.Service.class).get("echo").request();
    private static final Marshaller<Object> RESPONSE =
            Methods.of(Everything.Service.class).get("echo").response();
    private static final Descriptor DESCRIPTOR =
            ContractReader.schema(Everything.Service.class).request("echo");

    private static byte[] ours(long seed) {
        return REQUEST.encode(new Object[] {new Arbitrary(seed).value(Everything.class)});
    }

    private static Everything decode(byte[] bytes) {
        return (Everything) ((Object[]) REQUEST.decode(bytes, 0, bytes.length))[0];
    }

    private static DynamicMessage oracle(Everything value) {
        DynamicMessage.Builder request = DynamicMessage.newBuilder(DESCRIPTOR);
        Oracle.set(request, DESCRIPTOR.findFieldByNumber(1), value);
        return request.build();
    }

    @Property(tries = 700)
    void protobufReadsTheValuesThatWeWrite(@ForAll long seed) throws InvalidProtocolBufferException {
        Everything value = new Arbitrary(seed).value(Everything.class);
        byte[] bytes = REQUEST.encode(new Object[] {value});
        DynamicMessage read = DynamicMessage.parseFrom(DESCRIPTOR, bytes);
        assertThat(read.getUnknownFields().asMap()).isEmpty();
        assertThat(read).isEqualTo(oracle(value));
    }

    @Property(tries = 700)
    void weReadTheValuesThatProtobufWrites(@ForAll long seed) {
        Everything value = new Arbitrary(seed).value(Everything.class);
        assertThat(oracle(decode(oracle(value).toByteArray()))).isEqualTo(oracle(value));
    }

    @Property(tries = 300)
    void weReadWhatWeWrite(@ForAll long seed) {
        Everything value = new Arbitrary(seed).value(Everything.class);
        byte[] bytes = RESPONSE.encode(value);
        byte[] amid = new byte[bytes.length + 7];
        System.arraycopy(bytes, 0, amid, 3, bytes.length);
        assertThat(oracle((Everything) RESPONSE.decode(amid, 3, bytes.length))).isEqualTo(oracle(value));
    }

    @Property(tries = 500)
    void theOrderOfFieldsAndUnknownOnesDoNotMatter(@ForAll long seed) throws IOException {
        byte[] bytes = ours(seed);
        byte[] inner = UnknownFieldSet.parseFrom(bytes)
                .getField(1)
                .getLengthDelimitedList()
                .get(0)
                .toByteArray();
        byte[] shuffled = shuffledWithUnknown(inner, new Random(seed));
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(request);
        out.writeInt64(77, 5);
        out.writeBytes(1, ByteString.copyFrom(shuffled));
        out.writeString(78, "unknown");
        out.flush();
        assertThat(oracle(decode(request.toByteArray()))).isEqualTo(oracle(decode(bytes)));
    }

    /** Fields in another order, that of the values of each field kept; unknown ones of every wire type between them. */
    private static byte[] shuffledWithUnknown(byte[] message, Random random) throws IOException {
        List<Map.Entry<Integer, UnknownFieldSet.Field>> fields =
                new ArrayList<>(UnknownFieldSet.parseFrom(message).asMap().entrySet());
        UnknownFieldSet nested = UnknownFieldSet.newBuilder()
                .addField(1, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .build();
        fields.add(Map.entry(
                5000,
                UnknownFieldSet.Field.newBuilder()
                        .addVarint(-1)
                        .addFixed32(1)
                        .addFixed64(1)
                        .addLengthDelimited(ByteString.copyFromUtf8("x"))
                        .addGroup(nested)
                        .build()));
        Collections.shuffle(fields, random);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        for (Map.Entry<Integer, UnknownFieldSet.Field> field : fields) {
            field.getValue().writeTo(field.getKey(), out);
        }
        out.flush();
        return bytes.toByteArray();
    }

    @Property(tries = 1500)
    void damagedBytesGiveAMessageOrAMarshallingException(@ForAll long seed) {
        byte[] bytes = ours(seed);
        Random random = new Random(seed);
        for (int i = 0; i <= random.nextInt(4); i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        readOrRefuse(Arrays.copyOf(bytes, random.nextBoolean() ? bytes.length : random.nextInt(bytes.length)));
    }

    @Property(tries = 1500)
    void anyBytesGiveAMessageOrAMarshallingException(@ForAll byte[] bytes) {
        readOrRefuse(bytes);
    }

    private static void readOrRefuse(byte[] bytes) {
        try {
            REQUEST.decode(bytes, 0, bytes.length);
        } catch (MarshallingException e) {
            assertThat(e).hasMessageStartingWith("Service.echo(Everything)");
        }
    }

    @Property(tries = 300)
    void severalArgumentsComeBack(@ForAll long seed) {
        Arbitrary arbitrary = new Arbitrary(seed);
        Object[] arguments = {
            arbitrary.value(Long.class),
            arbitrary.value(String.class),
            arbitrary.value(Everything.Color.class),
            arbitrary.value(Boolean.class),
            List.of(arbitrary.value(Everything.Leaf.class)),
            arbitrary.value(Character.class),
            arbitrary.value(java.util.OptionalInt.class)
        };
        assertThat(Methods.of(Everything.Service.class).request("count", arguments))
                .isEqualTo(arguments);
    }
}
