package io.rpcboot.benchmarks.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModeTest {

    @ParameterizedTest
    @ValueSource(strings = {"32", "256-async", "open-2000"})
    void readsWhatItWrites(String text) {
        assertThat(Mode.parse(text)).hasToString(text);
    }

    @Test
    void saysWhatModesLookLike() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Mode.parse("fast"))
                .withMessage(
                        "no mode \"fast\"; use 32 (threads), 256-async (outstanding) or open-2000 (calls a second)");
    }
}
