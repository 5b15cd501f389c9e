package io.rpcboot.contract;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.rpcboot.testproto.ProtoUser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Writes a message as no writer that we know does, but any may: fields in any order, also among one another, numbers
 * packed or not or in several pieces, unknown fields of every wire type in between. At every depth.
 */
final class Rewriting {

    private final Random random;
    private final Intruder intruder;

    /** Adds a field of its own to messages, or nothing. */
    @FunctionalInterface
    interface Intruder {
        byte[] among(Descriptor message);
    }

    Rewriting(long seed) {
        this(seed, message -> new byte[0]);
    }

    Rewriting(long seed, Intruder intruder) {
        random = new Random(seed);
        this.intruder = intruder;
    }

    byte[] of(DynamicMessage message) throws IOException {
        // One queue for each field, so that the order of its own values stays.
        List<List<byte[]>> queues = new ArrayList<>();
        for (var field : message.getAllFields().entrySet()) {
            queues.add(pieces(field.getKey(), field.getValue()));
        }
        // Generated classes keep what they do not know; it would be part of the value.
        if (message.getDescriptorForType().getFile()
                != ProtoUser.getDescriptor().getFile()) {
            queues.add(List.of(unknown(message)));
        }
        queues.add(List.of(intruder.among(message.getDescriptorForType())));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < queues.size(); i++) {
            order.addAll(Collections.nCopies(queues.get(i).size(), i));
        }
        Collections.shuffle(order, random);
        int[] next = new int[queues.size()];
        for (int queue : order) {
            out.write(queues.get(queue).get(next[queue]++));
        }
        return out.toByteArray();
    }

    private List<byte[]> pieces(FieldDescriptor field, Object value) throws IOException {
        if (!field.isRepeated()) {
            return List.of(piece(field, List.of(value), false));
        }
        List<?> values = (List<?>) value;
        List<byte[]> pieces = new ArrayList<>();
        int from = 0;
        while (from < values.size()) {
            boolean packed = field.isPackable() && random.nextBoolean();
            int to = packed ? from + 1 + random.nextInt(values.size() - from) : from + 1;
            pieces.add(piece(field, values.subList(from, to), packed));
            from = to;
        }
        return pieces;
    }

    private byte[] piece(FieldDescriptor field, List<?> values, boolean packed) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            byte[] nested = of(dynamic((Message) values.get(0)));
            out.writeBytes(field.getNumber(), ByteString.copyFrom(nested));
        } else {
            // A message of this one field, in protobuf's own hand.
            UnknownFieldSet one = UnknownFieldSet.parseFrom(DynamicMessage.newBuilder(field.getContainingType())
                    .setField(field, field.isRepeated() ? values : values.get(0))
                    .build()
                    .toByteArray());
            UnknownFieldSet.Field written = one.getField(field.getNumber());
            if (field.isRepeated() && field.isPackable() && !packed) {
                out.writeTag(field.getNumber(), field.getLiteType().getWireType());
                out.writeRawBytes(written.getLengthDelimitedList().get(0));
            } else {
                written.writeTo(field.getNumber(), out);
            }
        }
        out.flush();
        return bytes.toByteArray();
    }

    private static DynamicMessage dynamic(Message message) {
        return message instanceof DynamicMessage dynamic
                ? dynamic
                : DynamicMessage.newBuilder(message.getDescriptorForType())
                        .mergeFrom(message)
                        .build();
    }

    private byte[] unknown(DynamicMessage message) throws IOException {
        int number = 1 + random.nextInt(random.nextBoolean() ? 30 : 100_000);
        while (message.getDescriptorForType().findFieldByNumber(number) != null) {
            number++;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        UnknownFieldSet group = UnknownFieldSet.newBuilder()
                .addField(1, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .build();
        UnknownFieldSet.Field.newBuilder()
                .addVarint(-1)
                .addFixed32(1)
                .addFixed64(1)
                .addLengthDelimited(ByteString.copyFromUtf8("x"))
                .addGroup(group)
                .build()
                .writeTo(number, out);
        out.flush();
        return bytes.toByteArray();
    }
}
