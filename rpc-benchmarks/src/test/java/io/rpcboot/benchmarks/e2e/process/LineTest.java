package io.rpcboot.benchmarks.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineTest {

    @Test
    void valuesMayHoldAnything() {
        Line line = Line.of("start", "error", "no = such\n\"thing\"", "count", 3);

        assertThat(Line.parse(line.toString())).isEqualTo(line);
        assertThat(line.number("count")).isEqualTo(3);
    }

    @Test
    void aWordMayStandAlone() {
        assertThat(Line.parse("snapshot")).isEqualTo(Line.of("snapshot"));
    }
}
