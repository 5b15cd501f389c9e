package io.rpcboot.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.rpcboot.protocol.Frame.Data;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class FrameReaderTest {

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);

    @Property
    void framesAreTheSameHoweverTheirBytesArrive(
            @ForAll @Size(max = 8) List<byte[]> bodies,
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 30) Integer> cuts) {
        ByteBuf all = Unpooled.buffer();
        for (byte[] body : bodies) {
            all.writeBytes(Frames.encode(new Data(7, false, -1), body));
        }
        List<byte[]> read = new ArrayList<>();
        FrameReader reader = new FrameReader(allocator, 1 << 20);
        for (int i = 0; all.isReadable(); i++) {
            int cut = Math.min(all.readableBytes(), cuts.get(i % cuts.size()));
            reader.read(
                    all.readSlice(cut),
                    (header, in) -> read.add(Frames.decode(header, in).body()));
        }
        assertThat(read).usingElementComparator(Arrays::compare).containsExactlyElementsOf(bodies);
        assertThat(reader.isInFrame()).isFalse();
        assertThatNothingIsKept();
    }

    @Property
    void garbageIsRefusedOrKeptButNeverLeaks(@ForAll @Size(max = 10) List<byte[]> chunks) {
        FrameReader reader = new FrameReader(allocator, 100);
        try {
            for (byte[] chunk : chunks) {
                reader.read(Unpooled.wrappedBuffer(chunk), Frames::decode);
            }
        } catch (ProtocolException e) {
            assertThat(e).hasMessageMatching(".+");
        }
        reader.close();
        assertThatNothingIsKept();
    }

    @Property
    void framesThatBeginWellAndGoOnBadlyNeverLeak(
            @ForAll @IntRange(min = 0x80, max = 0x8a) int type,
            @ForAll byte flags,
            @ForAll @Size(max = 60) byte[] payload) {
        FrameReader reader = new FrameReader(allocator, 100);
        ByteBuf bytes = Unpooled.buffer()
                .writeByte(type)
                .writeByte(flags)
                .writeMedium(payload.length)
                .writeInt(3);
        bytes.writeBytes(payload);
        try {
            while (bytes.isReadable()) {
                reader.read(bytes.readSlice(Math.min(5, bytes.readableBytes())), Frames::decode);
            }
        } catch (ProtocolException e) {
            assertThat(e).hasMessageMatching(".+");
        }
        reader.close();
        assertThatNothingIsKept();
    }

    @Example
    void aLengthAboveTheCapIsRefusedBeforeAnythingIsKeptForIt() {
        FrameReader reader = new FrameReader(allocator, 1_000);
        ByteBuf header = Unpooled.buffer()
                .writeByte(0x84)
                .writeByte(0)
                .writeMedium(1_001)
                .writeInt(1);

        assertThatThrownBy(() -> reader.read(header, (h, in) -> {}))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("a frame (type 0x84) of 1001 bytes; at most 1000 are allowed");
        assertThatNothingIsKept();
    }

    private void assertThatNothingIsKept() {
        assertThat(allocator.metric().usedHeapMemory()).isZero();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }
}
