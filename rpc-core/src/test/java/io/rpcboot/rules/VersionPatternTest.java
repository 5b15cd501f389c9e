package io.rpcboot.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionPatternTest {

    @ParameterizedTest(name = "{0} matches {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "''      | ''      | true",
                "''      | 1.0     | false",
                "1.0     | 1.0     | true",
                "1.0     | 1.0.0   | false",
                "blue    | blue    | true",
                "*       | ''      | true",
                "*       | 1.0     | true",
                "[1.2,2) | 1.2     | true",
                "[1.2,2) | 1.10    | true",
                "[1.2.0,2) | 1.2   | true",
                "[1.2,2) | 2.0     | false",
                "[1,1]   | 1.0     | true",
                "[1.2,2) | 1.1     | false",
                "[1.2,2) | 2       | false",
                "[1.2,2] | 2       | true",
                "(1.2,2] | 1.2     | false",
                "[1.2,)  | 17      | true",
                "(,2]    | 0.1     | true",
                "[1, 2]  | 2.0-rc1 | true",
                "[1.2,2) | ''      | false",
                "[1.2,2) | blue    | false",
            })
    void matchesOneVersionAllOrARange(String pattern, String version, boolean matches) {
        assertThat(VersionPattern.of(pattern).matches(version)).isEqualTo(matches);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "[1.2    | it must be as [1.2,2)",
                "[1.2]   | it must be as [1.2,2)",
                "[1,2,3) | it must be as [1.2,2)",
                "[2,1]   | it ends before it begins",
                "[1,1)   | it holds no version",
                "(1,1.0] | it holds no version",
                "[a,b]   | a: Version string does not start with a number",
            })
    void whatIsNoRangeIsRefused(String text, String why) {
        assertThatThrownBy(() -> VersionPattern.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("version \"" + text + "\" is no range of versions: " + why);
    }

    @Test
    void whatDoesNotBeginAsARangeIsAName() {
        assertThat(VersionPattern.of("1.2,2").matches("1.2,2")).isTrue();
    }
}
