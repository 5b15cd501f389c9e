package io.rpcboot.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ServiceId;
import io.rpcboot.protocol.Frame.Cancel;
import io.rpcboot.protocol.Frame.Data;
import io.rpcboot.protocol.Frame.GoAway;
import io.rpcboot.protocol.Frame.Hello;
import io.rpcboot.protocol.Frame.Method;
import io.rpcboot.protocol.Frame.Ping;
import io.rpcboot.protocol.Frame.Pong;
import io.rpcboot.protocol.Frame.Request;
import io.rpcboot.protocol.Frame.Response;
import io.rpcboot.protocol.Frame.Window;
import io.rpcboot.protocol.Frames.WithBody;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class FrameCodecTest {

    @Property
    void eachFrameIsReadAsItWasWritten(@ForAll("frames") Frame frame, @ForAll byte[] body) {
        boolean carriesMessage = frame instanceof Request || frame instanceof Response || frame instanceof Data;
        byte[] expected = carriesMessage ? body : new byte[0];
        byte[] bytes = Frames.encode(frame, expected);

        List<WithBody> read = Frames.decodeAll(bytes);

        assertThat(read).hasSize(1);
        assertThat(read.get(0).frame().toString()).isEqualTo(frame.toString());
        assertThat(read.get(0).body()).isEqualTo(expected);
        assertThat(bytes[0] & 0x80).as("no first byte is ASCII").isEqualTo(0x80);
    }

    @Property
    void plainHeadsAreTheSameBytesAsOthersForTheSame(
            @ForAll @IntRange(min = 1) int stream,
            @ForAll @IntRange(max = 4_095) int method,
            @ForAll @LongRange long remaining,
            @ForAll @IntRange(max = 65_000) int size) {
        ByteBuf plain = Unpooled.buffer();
        ByteBuf other = Unpooled.buffer();

        RequestCodec.encodePlainHead(plain, stream, method, remaining, size);
        RequestCodec.encodeHead(new Request(stream, true, false, method, null, remaining, null, -1), other, size);
        ResponseCodec.encodeOkHead(plain, stream, size);
        ResponseCodec.encodeHead(new Response(stream, 0, false, null, null, null, null, null), other, size);

        assertThat(plain).isEqualTo(other);
    }

    @Property
    void whateverFollowsAHeaderIsReadOrRefusedAndNeverReadBeyondItsEnd(
            @ForAll byte[] payload, @ForAll("types") int type, @ForAll byte flags) {
        ByteBuf in = Unpooled.buffer();
        in.writeByte(type).writeByte(flags).writeMedium(payload.length).writeInt(1);
        in.writeBytes(payload).writeZero(64);
        FrameHeader header = FrameHeader.decode(in, payload.length);
        try {
            Frames.decode(header, in);
        } catch (ProtocolException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
        assertThat(in.readerIndex()).isLessThanOrEqualTo(FrameHeader.LENGTH + payload.length);
    }

    @Example
    void aSmallRequestByNumberTakesTwelveBytesAndASmallResponseTen() {
        assertThat(Frames.encode(new Request(1, true, false, 5, null, 3_000, null, -1)))
                .hasSize(12);
        assertThat(Frames.encode(new Response(1, 0, false, null, null, null, null, null)))
                .hasSize(10);
    }

    @Example
    void aHeaderOutsideTheRulesIsRefused() {
        assertThatThrownBy(() -> FrameHeader.decode(Unpooled.wrappedBuffer("GET / HTTP".getBytes()), 100))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("a frame of type 0x47, which is none of this protocol: garbage, or a stray byte");
        assertThatThrownBy(() -> FrameHeader.decode(header(0x82, 101, 1), 100))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("a frame (type 0x82) of 101 bytes; at most 100 are allowed");
        assertThatThrownBy(() -> FrameHeader.decode(header(0x82, 1, -1), 100))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("a frame (type 0x82) with a stream id above 2^31 - 1");
    }

    private static ByteBuf header(int type, int length, int stream) {
        return Unpooled.buffer()
                .writeByte(type)
                .writeByte(0)
                .writeMedium(length)
                .writeInt(stream);
    }

    @Example
    void helloShowsNoTokenInLogs() {
        assertThat(new Hello(1, 1, 0, 65_536, 1, 1, 0, "p", "secret").toString())
                .doesNotContain("secret");
    }

    @Example
    void aMethodWithLongNamesGetsNoNumber() {
        assertThat(MethodCodec.fits(name("a".repeat(300)))).isTrue();
        assertThat(MethodCodec.fits(name("a".repeat(400)))).isFalse();
        byte[] longest = Frames.encode(new Method(4_095, name("張".repeat(332))));
        assertThat(MethodCodec.fits(name("張".repeat(332)))).isTrue();
        assertThat(longest.length - FrameHeader.LENGTH).isLessThanOrEqualTo(MethodCodec.MAX_LENGTH);
    }

    private static MethodName name(String service) {
        return new MethodName(new ServiceId(service, "", ""), "find");
    }

    @Provide
    Arbitrary<Integer> types() {
        return Arbitraries.integers().between(0x80, 0x8b);
    }

    @Provide
    Arbitrary<Frame> frames() {
        Arbitrary<String> text = Arbitraries.strings().ofMaxLength(40).filter(FrameCodecTest::isEncodable);
        Arbitrary<String> optional = text.injectNull(0.3);
        Arbitrary<Integer> id = Arbitraries.integers().between(1, Integer.MAX_VALUE);
        Arbitrary<Integer> number = Arbitraries.integers().between(0, Integer.MAX_VALUE);
        Arbitrary<Integer> byteValue = Arbitraries.integers().between(0, 255);
        Arbitrary<Long> length =
                Arbitraries.longs().between(0, Integer.MAX_VALUE).injectNull(0.0);
        Arbitrary<Metadata> metadata = Combinators.combine(
                        Arbitraries.strings()
                                .withChars("abcxyz019-_.")
                                .ofMinLength(1)
                                .ofMaxLength(9),
                        text)
                .as((key, value) -> new Metadata().add(key, value).add("fixed", value))
                .injectNull(0.5);
        Arbitrary<MethodName> name = Combinators.combine(text, text, text, text)
                .as((service, group, version, method) ->
                        new MethodName(new ServiceId(service, group, version), method));
        Arbitrary<Boolean> flag = Arbitraries.of(true, false);
        Arbitrary<Integer> maxFrame = Arbitraries.integers().between(16_384, Integer.MAX_VALUE);

        Arbitrary<Frame> hello = Combinators.combine(byteValue, byteValue, number, maxFrame, number, number, text, text)
                .as((min, max, features, frame, message, streams, process, token) ->
                        new Hello(min, max, features, frame, message, streams, 0, process, token));
        Arbitrary<Frame> method = Combinators.combine(Arbitraries.integers().between(0, 4_095), name)
                .as(Method::new);
        Arbitrary<Frame> request = Combinators.combine(
                        id,
                        flag,
                        flag,
                        Arbitraries.integers().between(0, 4_095),
                        name.injectNull(0.5),
                        length,
                        metadata)
                .as((stream, end, noReply, methodId, named, millis, meta) -> new Request(
                        stream, end, noReply, named == null ? methodId : -1, named, millis, meta, end ? -1 : millis));
        Arbitrary<Frame> ok = Combinators.combine(id, metadata, metadata)
                .as((stream, headers, trailers) -> new Response(stream, 0, false, null, null, null, headers, trailers));
        Arbitrary<Frame> failed = Combinators.combine(
                        id, Arbitraries.integers().between(1, 255), flag, optional, optional, optional, metadata)
                .as((stream, code, notExecuted, message, error, type, trailers) ->
                        new Response(stream, code, notExecuted, message, error, type, null, trailers));
        Arbitrary<Frame> data = Combinators.combine(id, flag, length)
                .as((stream, end, total) -> new Data(stream, end, end ? -1 : total));
        Arbitrary<Frame> cancel = Combinators.combine(id, byteValue, optional).as(Cancel::new);
        Arbitrary<Frame> goAway =
                Combinators.combine(number, byteValue, optional).as(GoAway::new);
        Arbitrary<Frame> window = Combinators.combine(id, number).as(Window::new);
        return Arbitraries.oneOf(
                hello,
                method,
                request,
                ok,
                failed,
                data,
                cancel,
                goAway,
                window,
                Arbitraries.longs().map(Ping::new),
                Arbitraries.longs().map(Pong::new));
    }

    /** Half of a surrogate pair has no UTF-8 form. */
    private static boolean isEncodable(String text) {
        return text == null || text.chars().noneMatch(c -> Character.isSurrogate((char) c));
    }
}
