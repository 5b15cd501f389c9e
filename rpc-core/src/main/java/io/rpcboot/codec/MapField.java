package io.rpcboot.codec;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.rpcboot.schema.FieldShape;
import java.lang.invoke.MethodHandle;
import java.util.LinkedHashMap;
import java.util.Map;

/** A field of a map: repeated entries {@code key = 1, value = 2}, both always written. */
final class MapField extends FieldCodec {

    private final MethodHandle getter;
    private final ValueCodec keys;
    private final ValueCodec values;
    private final int keyTag;
    private final int valueTag;

    MapField(FieldShape shape, MethodHandle getter, int slot, ValueCodec keys, ValueCodec values) {
        super(shape, WireFormat.WIRETYPE_LENGTH_DELIMITED, slot);
        this.getter = getter;
        this.keys = keys;
        this.values = values;
        this.keyTag = 1 << 3 | keys.wireType();
        this.valueTag = 2 << 3 | values.wireType();
    }

    @Override
    int size(Object owner, Encoding encoding) throws Throwable {
        Map<?, ?> map = (Map<?, ?>) (Object) getter.invokeExact(owner);
        if (map == null || map.isEmpty()) {
            return 0;
        }
        int size = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object key = entry.getKey();
            Object value = entry.getValue();
            try {
                if (key == null || value == null) {
                    throw new Fault((key == null ? "null key" : "null value") + "; leave the entry out");
                }
                int place = encoding.reserve();
                encoding.enter();
                int length = Math.addExact(1 + keys.size(key, encoding), 1 + values.size(value, encoding));
                encoding.leave();
                encoding.setSize(place, length);
                size = Math.addExact(size, tagSize + CodedOutputStream.computeUInt32SizeNoTag(length) + length);
            } catch (Fault e) {
                throw e.atKey(key);
            }
        }
        return size;
    }

    @Override
    void write(Object owner, Encoding encoding) throws Throwable {
        Map<?, ?> map = (Map<?, ?>) (Object) getter.invokeExact(owner);
        if (map == null || map.isEmpty()) {
            return;
        }
        CodedOutputStream out = encoding.out();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.writeUInt32NoTag(tag);
            out.writeUInt32NoTag(encoding.nextSize());
            out.writeUInt32NoTag(keyTag);
            keys.write(entry.getKey(), encoding);
            out.writeUInt32NoTag(valueTag);
            values.write(entry.getValue(), encoding);
        }
    }

    @Override
    void read(int tag, Decoding decoding) throws Throwable {
        checkTag(tag);
        CodedInputStream in = decoding.in();
        int limit = decoding.pushLength();
        Object key = null;
        Object value = null;
        for (int part = in.readTag(); part != 0; part = in.readTag()) {
            if (part == keyTag) {
                key = keys.read(decoding);
            } else if (part == valueTag) {
                try {
                    value = values.read(decoding);
                } catch (Fault e) {
                    throw e.atKey(key);
                }
            } else if (WireFormat.getTagFieldNumber(part) <= 2) {
                throw new Fault("an entry's " + (WireFormat.getTagFieldNumber(part) == 1 ? "key" : "value")
                        + " of wire type " + WireFormat.getTagWireType(part)
                        + "; do both sides have the same contract?");
            } else if (!in.skipField(part)) {
                throw new Fault("malformed protobuf: a group ends that did not begin");
            }
        }
        in.popLimit(limit);
        if (key == null) {
            key = keys.absent();
        }
        if (value == null) {
            value = values.absent();
        }
        if (key == null || value == null) {
            throw new Fault("an entry without " + (key == null ? "key" : "value"));
        }
        entries(decoding).put(key, value);
    }

    @SuppressWarnings("unchecked") // this class alone puts anything there
    private Map<Object, Object> entries(Decoding decoding) {
        Map<Object, Object> entries = (Map<Object, Object>) decoding.getRef(slot);
        if (entries == null) {
            entries = new LinkedHashMap<>();
            decoding.setRef(slot, entries);
        }
        return entries;
    }

    @Override
    void finish(Decoding decoding) {
        entries(decoding);
    }

    @Override
    boolean needsFinish() {
        return true;
    }
}
