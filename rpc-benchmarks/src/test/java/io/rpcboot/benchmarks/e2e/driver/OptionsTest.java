package io.rpcboot.benchmarks.e2e.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rpcboot.benchmarks.e2e.Operation;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void theQuickFormComparesOursWithBothFloors() {
        assertThat(Options.parse().peers()).containsExactly("floor", "pooled", "ours");
    }

    @Test
    void whatIsWrittenBesideFullCounts() {
        Options options = Options.parse("--full", "--methods", "listUser", "--window", "2.5s");

        assertThat(options.rounds()).isEqualTo(5);
        assertThat(options.operations()).containsExactly(Operation.LIST_USER);
        assertThat(options.window()).isEqualTo(Duration.ofMillis(2500));
    }

    @Test
    void unknownOptionsAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse("--peer", "ours"))
                .withMessageStartingWith("\"--peer\" is no option, or lacks its value\nusage: ");
    }
}
