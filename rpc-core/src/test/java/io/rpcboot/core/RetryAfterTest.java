package io.rpcboot.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static Metadata trailers(String value) {
        return new Metadata().add("retry-after-ms", value);
    }

    @Test
    void itIsReadAsItWasWritten() {
        Metadata trailers = trailers("1").add("other", "text");
        new RetryAfter(250).write(trailers);

        assertThat(trailers).hasToString("{other=text, retry-after-ms=250}");
        assertThat(RetryAfter.read(trailers)).isEqualTo(new RetryAfter(250));
    }

    @Test
    void aNegativeTimeIsNever() {
        assertThat(RetryAfter.read(trailers("-20"))).isEqualTo(new RetryAfter(-20));
        assertThat(new RetryAfter(-20).isNever()).isTrue();
        assertThat(RetryAfter.NEVER.isNever()).isTrue();
        assertThat(new RetryAfter(0).isNever()).isFalse();
    }

    @Test
    void partsOfAMillisecondCountAsAWholeOne() {
        assertThat(RetryAfter.of(Duration.ofNanos(1))).isEqualTo(new RetryAfter(1));
        assertThat(RetryAfter.of(Duration.ofMillis(20))).isEqualTo(new RetryAfter(20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " 5", "5 ", "+5", "5.0", "0x5", "5s", "--5", "-", "٥", "9999999999999999999", "NaN"})
    void whatIsNoNumberOfMillisecondsIsIgnored(String value) {
        assertThat(RetryAfter.read(trailers(value))).isNull();
    }

    @Test
    void trailersMaySayNothingOfIt() {
        assertThat(RetryAfter.read(Metadata.EMPTY)).isNull();
        assertThat(RetryAfter.read(new Metadata().add("other", "5"))).isNull();
    }
}
