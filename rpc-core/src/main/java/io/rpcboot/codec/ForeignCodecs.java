package io.rpcboot.codec;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.WireFormat;
import io.rpcboot.schema.ForeignShape;
import io.rpcboot.schema.SchemaException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;

/** Codecs of messages that have a declaration of their own. */
final class ForeignCodecs {

    private ForeignCodecs() {}

    static ValueCodec of(ForeignShape shape) {
        Class<?> type = shape.javaType();
        if (type == Instant.class) {
            return new InstantCodec();
        }
        if (type == Date.class) {
            return new DateCodec();
        }
        if (type == Duration.class) {
            return new DurationCodec();
        }
        if (type == Map.class) {
            return new StructCodec();
        }
        return new GeneratedCodec(shape);
    }

    /** The prototype of a generated class. */
    static Message prototype(ForeignShape shape) {
        try {
            Message prototype =
                    (Message) shape.javaType().getMethod("getDefaultInstance").invoke(null);
            if (prototype != null) {
                return prototype;
            }
        } catch (ReflectiveOperationException e) {
            // Said below.
        }
        Descriptor descriptor = shape.descriptor();
        throw new SchemaException(
                shape.javaType().getName(), "is no class that protoc generated for " + descriptor.getFullName());
    }

    /** The second pass over a message that knows how; its length comes first. */
    static void write(Message message, Encoding encoding) throws IOException {
        int length = message.getSerializedSize();
        encoding.uint32(length);
        message.writeTo(CodedOutputStream.newInstance(encoding.bytes(), encoding.position(), length));
        encoding.advance(length);
    }

    /** Reads a length and a message. */
    static <T extends Message> T read(Parser<T> parser, Decoding decoding) throws IOException {
        int outer = decoding.pushLength();
        int from = decoding.position();
        CodedInputStream input = CodedInputStream.newInstance(decoding.bytes(), from, decoding.passRest());
        decoding.enter();
        input.setRecursionLimit(decoding.depthLeft());
        T message = parser.parsePartialFrom(input);
        input.checkLastTagWas(0);
        decoding.leave();
        decoding.popLimit(outer);
        return message;
    }

    /** Generated classes: they know how. */
    private static final class GeneratedCodec extends ValueCodec {

        private final Message prototype;
        private final Parser<? extends Message> parser;

        /** What a message without any values takes on the heap, roughly, in bytes. */
        private final int weight;

        GeneratedCodec(ForeignShape shape) {
            super(WireFormat.WIRETYPE_LENGTH_DELIMITED);
            prototype = prototype(shape);
            parser = prototype.getParserForType();
            weight = 32 + 8 * prototype.getDescriptorForType().getFields().size();
        }

        @Override
        int size(Object value, Encoding encoding) {
            encoding.enter();
            encoding.leave();
            return CodedOutputStream.computeMessageSizeNoTag((Message) value);
        }

        @Override
        void write(Object value, Encoding encoding) throws IOException {
            ForeignCodecs.write((Message) value, encoding);
        }

        @Override
        Object read(Decoding decoding) throws IOException {
            decoding.weigh(weight);
            return ForeignCodecs.read(parser, decoding);
        }

        @Override
        Object absent() {
            return prototype;
        }
    }

    /** Two numbers, {@code int64 seconds = 1; int32 nanos = 2}, of which only those that are not 0 are written. */
    private abstract static class SecondsCodec extends ValueCodec {

        private static final int SECONDS_TAG = 1 << 3 | WireFormat.WIRETYPE_VARINT;
        private static final int NANOS_TAG = 2 << 3 | WireFormat.WIRETYPE_VARINT;

        SecondsCodec() {
            super(WireFormat.WIRETYPE_LENGTH_DELIMITED);
        }

        abstract long seconds(Object value);

        abstract int nanos(Object value);

        abstract void check(long seconds, int nanos);

        abstract Object value(long seconds, int nanos);

        @Override
        final int size(Object value, Encoding encoding) {
            encoding.enter();
            check(seconds(value), nanos(value));
            encoding.leave();
            return 1 + body(seconds(value), nanos(value));
        }

        private static int body(long seconds, int nanos) {
            return (seconds == 0 ? 0 : 1 + Encoding.int64Size(seconds))
                    + (nanos == 0 ? 0 : 1 + Encoding.int32Size(nanos));
        }

        @Override
        final void write(Object value, Encoding encoding) {
            long seconds = seconds(value);
            int nanos = nanos(value);
            encoding.uint32(body(seconds, nanos));
            if (seconds != 0) {
                encoding.uint32(SECONDS_TAG);
                encoding.int64(seconds);
            }
            if (nanos != 0) {
                encoding.uint32(NANOS_TAG);
                encoding.int32(nanos);
            }
        }

        @Override
        final Object read(Decoding decoding) {
            int outer = decoding.pushLength();
            long seconds = 0;
            int nanos = 0;
            for (int tag = decoding.tag(); tag != 0; tag = decoding.tag()) {
                if (tag == SECONDS_TAG) {
                    seconds = decoding.int64();
                } else if (tag == NANOS_TAG) {
                    nanos = decoding.int32();
                } else {
                    decoding.skip(tag);
                }
            }
            decoding.popLimit(outer);
            check(seconds, nanos);
            return value(seconds, nanos);
        }

        @Override
        final Object absent() {
            return value(0, 0);
        }
    }

    @SuppressWarnings("JavaInstantGetSecondsGetNano") // the seconds travel beside them
    private static class InstantCodec extends SecondsCodec {

        private static final long MIN = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
        private static final long MAX = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

        @Override
        long seconds(Object value) {
            return ((Instant) value).getEpochSecond();
        }

        @Override
        int nanos(Object value) {
            return ((Instant) value).getNano();
        }

        @Override
        final void check(long seconds, int nanos) {
            if (seconds < MIN || seconds > MAX || nanos < 0 || nanos > 999_999_999) {
                throw new Fault("outside of what google.protobuf.Timestamp can say, the years 1 to 9999");
            }
        }

        @Override
        Object value(long seconds, int nanos) {
            return Instant.ofEpochSecond(seconds, nanos);
        }
    }

    @SuppressWarnings("JavaUtilDate") // users' types have it
    private static final class DateCodec extends InstantCodec {

        @Override
        long seconds(Object value) {
            return Math.floorDiv(((Date) value).getTime(), 1000);
        }

        @Override
        int nanos(Object value) {
            return (int) Math.floorMod(((Date) value).getTime(), 1000L) * 1_000_000;
        }

        @Override
        Object value(long seconds, int nanos) {
            return new Date(seconds * 1000 + nanos / 1_000_000);
        }
    }

    private static final class DurationCodec extends SecondsCodec {

        /** 10,000 years: protobuf's own bound. */
        private static final long MAX = 315_576_000_000L;

        /** Protobuf rounds towards zero and gives both parts one sign; Java rounds down. */
        @Override
        long seconds(Object value) {
            Duration duration = (Duration) value;
            return duration.getSeconds() < 0 && duration.getNano() > 0
                    ? duration.getSeconds() + 1
                    : duration.getSeconds();
        }

        @Override
        int nanos(Object value) {
            Duration duration = (Duration) value;
            return duration.getSeconds() < 0 && duration.getNano() > 0
                    ? duration.getNano() - 1_000_000_000
                    : duration.getNano();
        }

        @Override
        void check(long seconds, int nanos) {
            if (seconds < -MAX
                    || seconds > MAX
                    || Math.abs((long) nanos) > 999_999_999
                    || seconds < 0 && nanos > 0
                    || seconds > 0 && nanos < 0) {
                throw new Fault("outside of what google.protobuf.Duration can say, 10,000 years");
            }
        }

        @Override
        Object value(long seconds, int nanos) {
            return Duration.ofSeconds(seconds, nanos);
        }
    }
}
