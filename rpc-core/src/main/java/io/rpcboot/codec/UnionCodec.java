package io.rpcboot.codec;

import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One of several types: a message of which one field is set. */
final class UnionCodec extends ValueCodec {

    /** A type and the field that holds it. */
    record Member(Class<?> type, int number, String label, ValueCodec codec) {
        int tag() {
            return number << 3 | codec.wireType();
        }
    }

    private final String name;
    private List<Member> members = List.of();
    private final Map<Class<?>, Member> byType = new HashMap<>();
    private final Map<Integer, Member> byNumber = new HashMap<>();

    UnionCodec(String name) {
        super(WireFormat.WIRETYPE_LENGTH_DELIMITED);
        this.name = name;
    }

    void complete(List<Member> members) {
        this.members = members;
        for (Member member : members) {
            byType.put(member.type, member);
            byNumber.put(member.number, member);
        }
    }

    /** The member that is the value's class or its nearest superclass, else the first that it is an instance of. */
    @Nullable
    Member member(Object value) {
        for (Class<?> type = value.getClass(); type != null; type = type.getSuperclass()) {
            Member member = byType.get(type);
            if (member != null) {
                return member;
            }
        }
        for (Member member : members) {
            if (member.type.isInstance(value)) {
                return member;
            }
        }
        return null;
    }

    private Member known(Object value) {
        Member member = member(value);
        if (member == null) {
            throw new Fault(value.getClass().getName() + " is none of the types of " + name);
        }
        return member;
    }

    @Override
    int size(Object value, Encoding encoding) {
        int place = encoding.reserve();
        encoding.enter();
        int length = bodySize(value, encoding);
        encoding.leave();
        encoding.setSize(place, length);
        return Encoding.uint32Size(length) + length;
    }

    @Override
    void write(Object value, Encoding encoding) throws IOException {
        encoding.uint32(encoding.nextSize());
        writeBody(value, encoding);
    }

    @Override
    Object read(Decoding decoding) throws IOException {
        int outer = decoding.pushLength();
        Object value = readBody(decoding);
        decoding.popLimit(outer);
        if (value == null) {
            throw new Fault("holds none of the types of " + name + " that this side knows");
        }
        return value;
    }

    int bodySize(Object value, Encoding encoding) {
        Member member = known(value);
        try {
            return Encoding.add(Encoding.uint32Size(member.tag()), member.codec.size(value, encoding));
        } catch (Fault e) {
            throw e.within(member.label);
        }
    }

    void writeBody(Object value, Encoding encoding) throws IOException {
        Member member = known(value);
        encoding.uint32(member.tag());
        member.codec.write(value, encoding);
    }

    /** The last of the members that follow; null if there is none that is known. */
    @Nullable
    Object readBody(Decoding decoding) throws IOException {
        Object value = null;
        decoding.enter();
        for (int tag = decoding.tag(); tag != 0; tag = decoding.tag()) {
            Member member = byNumber.get(WireFormat.getTagFieldNumber(tag));
            if (member != null) {
                try {
                    if (WireFormat.getTagWireType(tag) != member.codec.wireType()) {
                        throw new Fault("wire type " + WireFormat.getTagWireType(tag) + " where "
                                + member.codec.wireType() + " is expected; do both sides have the same contract?");
                    }
                    value = member.codec.read(decoding);
                } catch (Fault e) {
                    throw e.within(member.label);
                }
            } else {
                decoding.skip(tag);
            }
        }
        decoding.leave();
        return value;
    }
}
