package io.rpcboot.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DynamicMessage;
import com.sun.management.ThreadMXBean;
import io.rpcboot.core.MarshallingException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.Data;
import net.jqwik.api.ForAll;
import net.jqwik.api.FromData;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple1;

/**
 * Protobuf itself is the oracle, of types that chance has written: what we write it reads, and the other way round.
 * A failure shows the contract's source and the seed that makes it again; {@code -Pnightly} tries new ones.
 */
@PropertyDefaults(tries = Integer.MAX_VALUE, afterFailure = AfterFailureMode.RANDOM_SEED)
class GeneratedContractTest {

    /** What decoding a few kilobytes may allocate: far more than it should, far less than a believed length would. */
    private static final int MAX_ALLOCATED = 1 << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Data
    Iterable<Tuple1<MessageCase>> messages() {
        return () -> MessageCase.all().map(Tuple::of).iterator();
    }

    @Property
    @FromData("messages")
    void protobufReadsWhatWeWriteAndWeReadWhatProtobufWrites(@ForAll MessageCase message) throws IOException {
        Object value = message.value();
        Object expected = Canonical.of(value);
        DynamicMessage oracle = message.oracle(value);

        byte[] bytes = message.encode(value);
        assertThat(DynamicMessage.parseFrom(message.descriptor(), bytes)).isEqualTo(oracle);
        Object read = message.decode(bytes);
        assertThat(Canonical.of(read)).isEqualTo(expected);
        assertThat(message.encode(read)).isEqualTo(bytes);

        assertThat(Canonical.of(message.decode(oracle.toByteArray()))).isEqualTo(expected);
        assertThat(Canonical.of(message.decode(new Rewriting(message.seed()).of(oracle))))
                .isEqualTo(expected);
    }

    @Property
    @FromData("messages")
    void damagedBytesGiveAMessageOrACleanError(@ForAll MessageCase message) throws IOException {
        Damage damage = new Damage(message.seed());
        byte[] bytes = damage.to(new Rewriting(message.seed(), damage).of(message.oracle(message.value())));
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            Object read = message.decode(bytes);
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(MAX_ALLOCATED);
            // What is accepted is a value like any other.
            byte[] again = message.encode(read);
            assertThat(message.encode(message.decode(again))).isEqualTo(again);
        } catch (MarshallingException e) {
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(MAX_ALLOCATED);
            assertThat(e).hasMessageStartingWith(message.path());
        }
    }
}
