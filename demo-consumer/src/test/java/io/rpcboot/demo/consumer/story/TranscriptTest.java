package io.rpcboot.demo.consumer.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TranscriptTest {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final Transcript transcript = new Transcript(new PrintStream(written, true, StandardCharsets.UTF_8));

    @Test
    void aProofThatHoldsIsPrintedAndCounted() {
        transcript.prove(true, "%d of %,d calls failed", 0, 12345);

        assertThat(text()).isEqualTo(" ✔ 0 of 12,345 calls failed\n");
        assertThat(transcript.proofs()).isEqualTo(1);
    }

    @Test
    void aProofThatDoesNotHoldEndsTheStory() {
        assertThatExceptionOfType(StoryException.class)
                .isThrownBy(() -> transcript.prove(false, "%d of %d calls failed", 1, 5))
                .withMessage("this did not hold: 1 of 5 calls failed");
        assertThat(transcript.proofs()).isZero();
    }

    @Test
    void textIsUtf8WhateverTheLocale() {
        transcript.quote("在注册中心拿==>good");

        assertThat(text()).isEqualTo("在注册中心拿==>good\n");
    }

    @Test
    void columnsLineUpAndNumbersAtTheirLastDigit() {
        transcript.table(List.of("server", "calls"), List.of(List.of("a", "1,234"), List.of("bcd", "5")));

        assertThat(text()).isEqualTo("   server  calls\n   a       1,234\n   bcd         5\n");
    }

    @Test
    void aPercentSignInALineWithoutArgumentsIsJustThat() {
        transcript.say("100 %");

        assertThat(text()).isEqualTo("   100 %\n");
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
