package io.rpcboot.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MetadataTest {

    @Test
    void keysAreCaseInsensitiveAndKeepTheirOrder() {
        Metadata metadata = new Metadata().add("Tenant", "a").add("trace", "t").add("tenant", "b");

        assertThat(metadata.get("TENANT")).isEqualTo("a");
        assertThat(metadata).hasToString("{tenant=a, trace=t, tenant=b}");
        assertThat(metadata.set("tenant", "c")).hasToString("{trace=t, tenant=c}");
    }

    @Test
    void aKeyWithOtherCharactersIsRefused() {
        assertThatThrownBy(() -> new Metadata().add("a b", "x"))
                .hasMessage("metadata key \"a b\" has a character other than letters, digits, '-', '_' and '.'");
        assertThatThrownBy(() -> new Metadata().add("a\nINFO forged", "x"))
                .hasMessageStartingWith("metadata key \"a?INFO forged\" has");
        assertThatThrownBy(() -> RpcContext.attach("", "x")).hasMessage("a metadata key must not be empty");
    }

    @Test
    void morePairsThanAPeerTakesAreRefusedWhereTheyAreAdded() {
        Metadata metadata = new Metadata();
        for (int i = 0; i < Metadata.MAX_PAIRS; i++) {
            metadata.add("k" + i, "");
        }

        assertThatThrownBy(() -> metadata.add("last", "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("metadata \"last\" would be more than 1024 pairs; send data as arguments");
    }
}
