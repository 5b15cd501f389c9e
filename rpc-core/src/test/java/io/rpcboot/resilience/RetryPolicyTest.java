package io.rpcboot.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.resilience.RetryPolicy.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryPolicyTest {

    private static RpcStatus ran(Code code) {
        return RpcStatus.of(code, "x");
    }

    private static RpcStatus neverRan(Code code) {
        return ran(code).withNotExecuted(true);
    }

    @ParameterizedTest
    @EnumSource
    void aWriteThatMayHaveRunIsNeverRepeatedWhateverItsStatus(Code code) {
        assertThat(RetryPolicy.judge(ran(code), false)).isEqualTo(Verdict.FINAL);
    }

    @Test
    void anIdempotentCallWhoseConnectionBrokeIsRepeatedAtAPrice() {
        assertThat(RetryPolicy.judge(ran(Code.UNAVAILABLE), true)).isEqualTo(Verdict.RETRY);
    }

    @ParameterizedTest
    @EnumSource(names = "UNAVAILABLE", mode = EnumSource.Mode.EXCLUDE)
    void anIdempotentCallThatWasAnsweredIsNotRepeated(Code code) {
        assertThat(RetryPolicy.judge(ran(code), true)).isEqualTo(Verdict.FINAL);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNAVAILABLE", "UNIMPLEMENTED"})
    void whatNeverRanMovesOnFreeOfCharge(Code code) {
        assertThat(RetryPolicy.judge(neverRan(code), false)).isEqualTo(Verdict.MOVE_ON);
    }

    @Test
    void whatWasShedIsRepeatedAtAPrice() {
        assertThat(RetryPolicy.judge(neverRan(Code.RESOURCE_EXHAUSTED), false)).isEqualTo(Verdict.RETRY);
    }

    @ParameterizedTest
    @EnumSource(names = {"INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "CANCELLED", "PERMISSION_DENIED"})
    void whatWouldFareNoBetterElsewhereIsFinal(Code code) {
        assertThat(RetryPolicy.judge(neverRan(code), true)).isEqualTo(Verdict.FINAL);
    }
}
