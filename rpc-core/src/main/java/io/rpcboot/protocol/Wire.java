package io.rpcboot.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ServiceId;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The values that frames are made of. Readers are given the index at which their frame ends and never pass it, because
 * the next frame may follow in the same buffer.
 */
final class Wire {

    /** More pairs than anybody sends; what they hold is bounded by the frame. */
    static final int MAX_METADATA_PAIRS = Metadata.MAX_PAIRS;

    private static final int MAX_VARINT_SHIFT = 63;

    private Wire() {}

    static void writeVarint(ByteBuf out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.writeByte((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    /** How many bytes a varint that is not negative takes: one for each seven bits, and one for zero. */
    static int varintSize(long value) {
        return (Long.SIZE - Long.numberOfLeadingZeros(value | 1) + 6) / 7;
    }

    /** A varint that is not negative as a long. */
    static long readVarint(ByteBuf in, int end) {
        long value = 0;
        for (int shift = 0; shift < MAX_VARINT_SHIFT; shift += 7) {
            long next = readByte(in, end);
            value |= (next & 0x7f) << shift;
            if ((next & 0x80) == 0) {
                return value;
            }
        }
        throw new ProtocolException("a varint of more than nine bytes");
    }

    /** A varint from 0 to {@code max}. */
    static int readSmallVarint(ByteBuf in, int end, int max, String what) {
        long value = readVarint(in, end);
        if (value > max) {
            throw new ProtocolException(what + " is " + value + "; at most " + max + " is allowed");
        }
        return (int) value;
    }

    static int readByte(ByteBuf in, int end) {
        require(in, end, 1);
        return in.readUnsignedByte();
    }

    static int readInt(ByteBuf in, int end) {
        require(in, end, Integer.BYTES);
        return in.readInt();
    }

    /** An int that must not be negative. */
    static int readPositiveInt(ByteBuf in, int end, String what) {
        int value = readInt(in, end);
        if (value < 0) {
            throw new ProtocolException(what + " is above 2^31 - 1");
        }
        return value;
    }

    static long readLong(ByteBuf in, int end) {
        require(in, end, Long.BYTES);
        return in.readLong();
    }

    private static void require(ByteBuf in, int end, long bytes) {
        if (end - in.readerIndex() < bytes) {
            throw new ProtocolException("a frame that ends in the middle of a value");
        }
    }

    static void writeString(ByteBuf out, String text) {
        int length = ByteBufUtil.utf8Bytes(text);
        writeVarint(out, length);
        ByteBufUtil.reserveAndWriteUtf8(out, text, length);
    }

    static String readString(ByteBuf in, int end) {
        return readChars(in, end, readVarint(in, end));
    }

    private static String readChars(ByteBuf in, int end, long length) {
        require(in, end, length);
        return in.readCharSequence((int) length, StandardCharsets.UTF_8).toString();
    }

    /** A text or none: 0 for none, else the length and 1. */
    static void writeOptional(ByteBuf out, @Nullable String text) {
        if (text == null) {
            out.writeByte(0);
            return;
        }
        int length = ByteBufUtil.utf8Bytes(text);
        writeVarint(out, length + 1L);
        ByteBufUtil.reserveAndWriteUtf8(out, text, length);
    }

    static @Nullable String readOptional(ByteBuf in, int end) {
        long prefix = readVarint(in, end);
        return prefix == 0 ? null : readChars(in, end, prefix - 1);
    }

    static void writeMetadata(ByteBuf out, Metadata metadata) {
        writeVarint(out, metadata.size());
        metadata.forEach((key, value) -> {
            writeString(out, key);
            writeString(out, value);
        });
    }

    static Metadata readMetadata(ByteBuf in, int end) {
        int pairs = readSmallVarint(in, end, MAX_METADATA_PAIRS, "the number of metadata pairs");
        Metadata metadata = new Metadata();
        for (int i = 0; i < pairs; i++) {
            String key = readString(in, end);
            String value = readString(in, end);
            try {
                metadata.add(key, value);
            } catch (IllegalArgumentException e) {
                throw new ProtocolException(String.valueOf(e.getMessage()));
            }
        }
        return metadata;
    }

    static void writeMethodName(ByteBuf out, MethodName name) {
        writeString(out, name.service().name());
        writeString(out, name.service().group());
        writeString(out, name.service().version());
        writeString(out, name.method());
    }

    static MethodName readMethodName(ByteBuf in, int end) {
        String service = readString(in, end);
        String group = readString(in, end);
        String version = readString(in, end);
        return new MethodName(new ServiceId(service, group, version), readString(in, end));
    }
}
