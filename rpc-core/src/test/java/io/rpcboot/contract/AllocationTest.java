package io.rpcboot.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.CodedOutputStream;
import com.sun.management.ThreadMXBean;
import io.rpcboot.core.MarshallingException;
import io.rpcboot.testproto.ProtoWide;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Few bytes must not become much memory; docs/contract.md says how much. */
class AllocationTest {

    private static final int MIB = 1 << 20;

    record Empty() {}

    record Wide(
            List<Integer> a,
            List<String> b,
            Map<String, String> c,
            Map<Long, Long> d,
            Set<Integer> e,
            int[] f,
            long g) {}

    sealed interface Union permits Member {}

    record Member(Set<String> a, Set<String> b, Set<String> c, Set<String> d) implements Union {}

    interface Service {
        void empties(List<Empty> list);

        void wides(List<Wide> list);

        void unions(List<Union> list);

        void mapped(Map<String, Wide> map);

        void nested(List<List<Wide>> lists);

        void generated(List<ProtoWide> list);

        void booleans(List<Boolean> list);

        void set(Set<Integer> set);

        void texts(List<String> list);

        void times(List<Instant> list);

        void free(List<Map<String, Object>> list);
    }

    private static final Methods METHODS = Methods.of(Service.class);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Elements, all alike, of the sole parameter. */
    private static byte[] bytes(String element, int length) {
        byte[] one = HexFormat.of().parseHex(element.replace(" ", ""));
        byte[] all = new byte[length / one.length * one.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = one[i % one.length];
        }
        return all;
    }

    private static long allocatedBy(Runnable decoding) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        decoding.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static long allocated(String method, byte[] bytes) {
        return allocatedBy(() -> METHODS.get(method).request().decode(bytes, 0, bytes.length));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"wides: 0a 00", "unions: 0a 02 0a 00", "mapped: 0a 00", "nested: 0a 02 0a 00", "generated: 0a 00"
            })
    void emptyMessagesThatWouldFillTheMemoryAreRefusedBeforeTheyDo(String bomb) {
        String method = bomb.substring(0, bomb.indexOf(':'));
        byte[] bytes = bytes(bomb.substring(bomb.indexOf(':') + 1), 4 * MIB);
        long allocated = allocatedBy(() -> assertThat(
                        catchThrowable(() -> METHODS.get(method).request().decode(bytes, 0, bytes.length)))
                .isInstanceOf(MarshallingException.class)
                .hasMessageStartingWith("Service." + method + "(")
                .hasMessageEndingWith(": the objects of this message take more than 64 times its length and 64 MiB of"
                        + " memory; send less at once"));
        assertThat(allocated).isLessThan(2 * (64L * MIB + 64L * bytes.length));
    }

    @Test
    void manyEmptyMessagesAreNoBombYet() {
        byte[] bytes = bytes("0a 00", 200_000);
        assertThat((List<?>) ((Object[]) METHODS.get("wides").request().decode(bytes, 0, bytes.length))[0])
                .hasSize(100_000);
    }

    @Test
    void whatHasNoObjectsOfItsOwnCostsLittle() throws IOException {
        assertThat(allocated("empties", bytes("0a 00", MIB))).isLessThan(60L * MIB);
        assertThat(allocated("booleans", bytes("08 01", MIB))).isLessThan(60L * MIB);
        assertThat(allocated("texts", bytes("0a 01 41", MIB))).isLessThan(60L * MIB);
        assertThat(allocated("times", bytes("0a 02 08 01", MIB))).isLessThan(60L * MIB);
        ByteArrayOutputStream numbers = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(numbers);
        for (int i = 0; i < MIB / 4; i++) {
            out.writeInt32(1, i);
        }
        out.flush();
        assertThat(allocated("set", numbers.toByteArray())).isLessThan(60L * numbers.size());
    }

    @Test
    void freeFormDataIsTheDearest() {
        assertThat(allocated("free", bytes("0a 00", MIB))).isLessThan(250L * MIB);
        assertThat(allocated("free", bytes("0a 04 0a 02 12 00", MIB))).isLessThan(250L * MIB);
    }
}
