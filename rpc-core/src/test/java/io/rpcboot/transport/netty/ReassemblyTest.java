package io.rpcboot.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rpcboot.core.LargeArrays;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ReassemblyTest {

    private final LargeArrays arrays = new LargeArrays();

    @Example
    void memoryForAMessageIsTakenAsItArrives() {
        Reassembly.Budget budget = new Reassembly.Budget(1_000, arrays);
        Reassembly message = new Reassembly(900, budget);
        assertThat(message.append(Unpooled.wrappedBuffer(new byte[100]), 100)).isTrue();
        Reassembly other = new Reassembly(900, budget);
        assertThat(other.append(Unpooled.wrappedBuffer(new byte[900]), 900))
                .as("100 bytes claim no more than they are")
                .isTrue();
        assertThat(message.append(Unpooled.wrappedBuffer(new byte[1]), 1))
                .as("the connection's budget is used up")
                .isFalse();
        other.release();
        assertThat(message.append(Unpooled.wrappedBuffer(new byte[800]), 800)).isTrue();
        assertThat(message.missing()).isZero();
        assertThat(message.bytes()).hasSize(900);
    }

    @Example
    void aLargeArrayIsUsedForTheNextMessageThatFitsIntoIt() {
        Reassembly.Budget budget = new Reassembly.Budget(64 << 20, arrays);
        byte[] first = put(budget, new byte[1 << 20]);

        assertThat(put(budget, new byte[900_000])).isSameAs(first);
        assertThat(put(budget, new byte[(1 << 20) + 1])).isNotSameAs(first);
        assertThat(put(budget, new byte[LargeArrays.MIN_LENGTH - 1])).hasSize(LargeArrays.MIN_LENGTH - 1);
    }

    @Example
    void twoMessagesAtATimeNeverShareAnArray() {
        Reassembly.Budget budget = new Reassembly.Budget(64 << 20, arrays);
        byte[] kept = put(budget, new byte[1 << 20]);
        Reassembly one = new Reassembly(1 << 20, budget);
        Reassembly other = new Reassembly(1 << 20, budget);
        one.append(Unpooled.wrappedBuffer(new byte[1]), 1);
        other.append(Unpooled.wrappedBuffer(new byte[1]), 1);

        assertThat(one.bytes()).isSameAs(kept);
        assertThat(other.bytes()).isNotSameAs(kept);
    }

    @Example
    void aKeptArrayThatTheBudgetDoesNotAllowIsLeftForOthers() {
        byte[] kept = put(new Reassembly.Budget(64 << 20, arrays), new byte[1 << 20]);
        Reassembly.Budget small = new Reassembly.Budget(300_000, arrays);

        assertThat(put(small, new byte[200_000])).isNotSameAs(kept);
        assertThat(put(new Reassembly.Budget(64 << 20, arrays), new byte[1 << 20]))
                .isSameAs(kept);
    }

    @Example
    void fewArraysAreKeptAndNoneThatIsLargerThanAnybodyExpects() {
        arrays.give(new byte[LargeArrays.MAX_LENGTH + 1]);
        assertThat(arrays.poll(LargeArrays.MIN_LENGTH)).isNull();
        for (int i = 0; i < 100; i++) {
            arrays.give(new byte[LargeArrays.MIN_LENGTH]);
        }
        int kept = 0;
        while (arrays.poll(LargeArrays.MIN_LENGTH) != null) {
            kept++;
        }
        assertThat(kept).isEqualTo(8);
    }

    @Property(tries = 50)
    void whateverAnArrayHeldBeforeAMessageIsReadAsItWasSent(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 600_000) Integer> sizes, @ForAll long seed) {
        Random random = new Random(seed);
        Reassembly.Budget budget = new Reassembly.Budget(64 << 20, arrays);
        for (int size : sizes) {
            byte[] sent = new byte[size];
            random.nextBytes(sent);
            Reassembly message = receive(budget, sent, 1 + random.nextInt(65_536));
            assertThat(Arrays.copyOf(message.bytes(), message.length())).isEqualTo(sent);
            message.release();
            message.recycle();
        }
    }

    /** The array that the message was put together in. */
    private static byte[] put(Reassembly.Budget budget, byte[] sent) {
        Reassembly message = receive(budget, sent, 64 << 10);
        byte[] array = message.bytes();
        message.release();
        message.recycle();
        return array;
    }

    private static Reassembly receive(Reassembly.Budget budget, byte[] sent, int chunk) {
        Reassembly message = new Reassembly(sent.length, budget);
        ByteBuf in = Unpooled.wrappedBuffer(sent);
        while (message.missing() > 0) {
            assertThat(message.append(in, Math.min(chunk, message.missing()))).isTrue();
        }
        return message;
    }
}
