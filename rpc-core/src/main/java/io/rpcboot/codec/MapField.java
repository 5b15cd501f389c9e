package io.rpcboot.codec;

import com.google.protobuf.WireFormat;
import io.rpcboot.schema.FieldShape;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A field of a map: repeated entries {@code key = 1, value = 2}, both always written. */
final class MapField extends FieldCodec {

    private final ValueCodec keys;
    private final ValueCodec values;
    private final int keyTag;
    private final int valueTag;

    MapField(FieldShape shape, ValueCodec keys, ValueCodec values) {
        super(shape, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        this.keys = keys;
        this.values = values;
        this.keyTag = 1 << 3 | keys.wireType();
        this.valueTag = 2 << 3 | values.wireType();
    }

    @Override
    int size(@Nullable Object held, Encoding encoding) {
        Map<?, ?> map = (Map<?, ?>) held;
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
                int length = Encoding.add(1 + keys.size(key, encoding), 1 + values.size(value, encoding));
                encoding.leave();
                encoding.setSize(place, length);
                size = Encoding.add(size, tagSize + Encoding.uint32Size(length) + length);
            } catch (Fault e) {
                throw e.atKey(key);
            }
        }
        return size;
    }

    @Override
    void write(@Nullable Object held, Encoding encoding) throws IOException {
        Map<?, ?> map = (Map<?, ?>) held;
        if (map == null || map.isEmpty()) {
            return;
        }
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            encoding.uint32(tag);
            encoding.uint32(encoding.nextSize());
            encoding.uint32(keyTag);
            keys.write(entry.getKey(), encoding);
            encoding.uint32(valueTag);
            values.write(entry.getValue(), encoding);
        }
    }

    @Override
    Object read(int tag, Decoding decoding, @Nullable Object soFar) throws IOException {
        checkTag(tag);
        int outer = decoding.pushLength();
        Object key = null;
        Object value = null;
        for (int part = decoding.tag(); part != 0; part = decoding.tag()) {
            if (part == keyTag) {
                key = keys.read(decoding);
            } else if (part == valueTag) {
                try {
                    value = values.read(decoding);
                } catch (Fault e) {
                    throw key == null ? e.within("[?]") : e.atKey(key); // the key may follow
                }
            } else if (WireFormat.getTagFieldNumber(part) <= 2) {
                throw new Fault("an entry's " + (WireFormat.getTagFieldNumber(part) == 1 ? "key" : "value")
                        + " of wire type " + WireFormat.getTagWireType(part)
                        + "; do both sides have the same contract?");
            } else {
                decoding.skip(part);
            }
        }
        if (key == null) {
            key = keys.absent(decoding);
        }
        if (value == null) {
            value = values.absent(decoding);
        }
        decoding.popLimit(outer);
        if (key == null || value == null) {
            throw new Fault("an entry without " + (key == null ? "key" : "value"));
        }
        Map<Object, Object> entries = entries(soFar);
        entries.put(key, value);
        return entries;
    }

    @SuppressWarnings("unchecked") // this class alone makes it
    private static Map<Object, Object> entries(@Nullable Object soFar) {
        return soFar == null ? new LinkedHashMap<>() : (Map<Object, Object>) soFar;
    }

    @Override
    Object finish(@Nullable Object soFar) {
        return entries(soFar);
    }

    @Override
    boolean needsFinish() {
        return true;
    }
}
