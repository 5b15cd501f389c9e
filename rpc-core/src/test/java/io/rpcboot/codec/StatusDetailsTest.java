package io.rpcboot.codec;

import static io.rpcboot.transport.TestMethods.ECHO;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.RpcViolation;
import io.rpcboot.core.ErrorMarshaller;
import io.rpcboot.core.MethodDescriptor;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StatusDetailsTest {

    private static final RpcStatus BARE = RpcStatus.of(Code.INVALID_ARGUMENT, "bad");
    private static final MethodDescriptor METHOD = new MethodDescriptor(
            "s", "m", ECHO.shape(), ECHO.request(), ECHO.response(), ErrorMarshaller.NONE, false, false, null, -1);

    private static final List<RpcViolation> TWO =
            List.of(new RpcViolation("register.name", "must not be blank"), new RpcViolation("register.größe", "✗"));

    private static byte[] encode(RpcStatus status) {
        return StatusDetails.encode(status, METHOD, 1 << 20);
    }

    private static RpcStatus decode(byte[] bytes) {
        return StatusDetails.decode(BARE, METHOD, bytes, 0, bytes.length);
    }

    @Test
    void aStatusWithoutDetailsHasNone() {
        assertThat(encode(BARE)).isEmpty();
        assertThat(decode(new byte[0])).isSameAs(BARE);
    }

    @Test
    void violationsAndStackTraceArriveInOrder() {
        RpcStatus arrived = decode(encode(BARE.withViolations(TWO).withRemoteStackTrace("at a.B.c(B.java:1)")));

        assertThat(arrived.violations()).isEqualTo(TWO);
        assertThat(arrived.remoteStackTrace()).isEqualTo("at a.B.c(B.java:1)");
    }

    @Test
    void theyHaveTheFormOfGooglesBadRequestAndDebugInfo() throws Exception {
        UnknownFieldSet details =
                UnknownFieldSet.parseFrom(encode(BARE.withViolations(TWO).withRemoteStackTrace("text")));

        assertThat(details.asMap()).containsOnlyKeys(15_001, 15_002);
        List<ByteString> violations = message(details, 15_001).getField(1).getLengthDelimitedList();
        assertThat(violations).hasSize(2);
        UnknownFieldSet first = UnknownFieldSet.parseFrom(violations.get(0));
        assertThat(text(first, 1)).isEqualTo("register.name");
        assertThat(text(first, 2)).isEqualTo("must not be blank");
        assertThat(text(message(details, 15_002), 2)).isEqualTo("text");
    }

    private static UnknownFieldSet message(UnknownFieldSet of, int number) throws Exception {
        return UnknownFieldSet.parseFrom(
                of.getField(number).getLengthDelimitedList().get(0));
    }

    private static String text(UnknownFieldSet of, int number) {
        return of.getField(number).getLengthDelimitedList().get(0).toStringUtf8();
    }

    @Test
    void whatWouldExceedTheReceiversLimitIsLeftOut() {
        RpcStatus status = BARE.withViolations(TWO).withRemoteStackTrace("x".repeat(1_000));
        byte[] bytes = StatusDetails.encode(status, METHOD, 500);

        assertThat(decode(bytes).violations()).isEqualTo(TWO);
        assertThat(decode(bytes).remoteStackTrace()).isNull();
        assertThat(StatusDetails.encode(status, METHOD, 10)).isEmpty();
    }

    @Test
    void aStatusTakesAHundredViolationsAndTextsOfBoundedLength() {
        String smileys = "\uD83D\uDE00".repeat(1_000);
        RpcStatus status = BARE.withViolations(Collections.nCopies(250, new RpcViolation(smileys, smileys)))
                .withRemoteStackTrace("t".repeat(100_000));

        assertThat(status.violations()).hasSize(100).allSatisfy(violation -> {
            assertThat(violation.path()).hasSize(511).endsWith("\uDE00…");
            assertThat(violation.message()).hasSize(1_023).endsWith("\uDE00…");
        });
        assertThat(status.remoteStackTrace()).hasSize(16_384).endsWith("t…");
        assertThat(decode(encode(status)).violations()).isEqualTo(status.violations());
    }

    @Test
    void ofMoreViolationsThanAStatusTakesTheFirstAreRead() throws Exception {
        byte[] hundred = encode(BARE.withViolations(Collections.nCopies(100, new RpcViolation("a", "b"))));
        UnknownFieldSet.Field violations =
                message(UnknownFieldSet.parseFrom(hundred), 15_001).getField(1);
        UnknownFieldSet.Field unreadable = UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFrom(new byte[] {10, 127}))
                .build();
        UnknownFieldSet many = UnknownFieldSet.newBuilder()
                .mergeField(1, violations)
                .mergeField(1, violations)
                .mergeField(1, unreadable)
                .build();
        byte[] bytes = UnknownFieldSet.newBuilder()
                .addField(
                        15_001,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(many.toByteString())
                                .build())
                .build()
                .toByteArray();

        assertThat(decode(bytes).violations()).hasSize(100);
    }

    @Test
    void malformedDetailsLeaveTheStatusAsItIs() {
        byte[] whole = encode(BARE.withViolations(TWO).withRemoteStackTrace("text"));
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] broken = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
            for (int n = random.nextInt(4); n > 0 && broken.length > 0; n--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            assertThat(decode(broken).code()).isEqualTo(Code.INVALID_ARGUMENT);
        }
    }
}
