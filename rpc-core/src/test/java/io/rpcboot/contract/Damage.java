package io.rpcboot.contract;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Random;

/** Makes bytes bad: fields that cannot be, in otherwise sound messages at any depth, and bytes changed blindly. */
final class Damage implements Rewriting.Intruder {

    private static final int VARINT = 0;
    private static final int LENGTH = 2;
    private static final int START_GROUP = 3;
    private static final int END_GROUP = 4;

    private final Random random;

    Damage(long seed) {
        random = new Random(seed);
    }

    /** A field that does harm, in one of a few messages. */
    @Override
    public byte[] among(Descriptor message) {
        if (random.nextInt(3) > 0) {
            return new byte[0];
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            field(number(message), out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private int number(Descriptor message) {
        int fields = message.getFields().size();
        return fields == 0 || random.nextInt(8) == 0
                ? 1 + random.nextInt(40)
                : message.getFields().get(random.nextInt(fields)).getNumber();
    }

    private void field(int number, CodedOutputStream out) throws IOException {
        switch (random.nextInt(13)) {
            case 0 -> out.writeTag(number, random.nextInt(8));
            case 1 -> out.writeFixed64(number, random.nextLong());
            case 2 -> out.writeFixed32(number, random.nextInt());
            case 3 -> out.writeInt64(number, random.nextInt(300) - 150);
            case 4 -> out.writeUInt64(number, random.nextLong());
            case 5 -> out.writeByteArray(number, random(random.nextInt(20)));
            case 6 -> {
                out.writeTag(number, LENGTH);
                out.writeUInt32NoTag(random.nextBoolean() ? Integer.MAX_VALUE : random.nextInt());
            }
            case 7 -> {
                out.writeTag(number, VARINT);
                out.writeRawBytes(overlong());
            }
            case 8 -> out.writeRawByte(random.nextInt(8)); // field number 0
            case 9 -> out.writeTag(number, random.nextBoolean() ? START_GROUP : END_GROUP);
            case 10 -> {
                for (int i = 0; i < 20_000; i++) {
                    out.writeTag(number + 7, START_GROUP);
                }
            }
            case 11 -> out.writeBytes(number, nested(number, 30 + random.nextInt(200)));
            default -> {
                for (int i = 0; i < 200; i++) {
                    out.writeBytes(number, ByteString.EMPTY);
                }
            }
        }
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] overlong() {
        byte[] varint = new byte[11];
        Arrays.fill(varint, (byte) 0xff);
        varint[10] = 1;
        return varint;
    }

    private static ByteString nested(int number, int levels) throws IOException {
        ByteString inner = ByteString.EMPTY;
        for (int i = 0; i < levels; i++) {
            ByteString.Output bytes = ByteString.newOutput();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.writeBytes(number, inner);
            out.flush();
            inner = bytes.toByteString();
        }
        return inner;
    }

    /** The bytes, or nearly. */
    byte[] to(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        return switch (random.nextInt(8)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> spliced(bytes, at, random(1 + random.nextInt(4)), at);
            case 2 -> spliced(bytes, at, new byte[] {-1, -1, -1, -1, 7}, Math.min(bytes.length, at + 1));
            case 3 -> spliced(bytes, at, random(1), Math.min(bytes.length, at + 1));
            case 4 -> spliced(bytes, at, overlong(), Math.min(bytes.length, at + 1));
            default -> bytes;
        };
    }

    private static byte[] spliced(byte[] bytes, int at, byte[] inserted, int from) {
        byte[] spliced = Arrays.copyOf(bytes, at + inserted.length + bytes.length - from);
        System.arraycopy(inserted, 0, spliced, at, inserted.length);
        System.arraycopy(bytes, from, spliced, at + inserted.length, bytes.length - from);
        return spliced;
    }
}
