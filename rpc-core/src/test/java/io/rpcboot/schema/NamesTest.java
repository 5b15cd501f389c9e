package io.rpcboot.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.testproto.ProtoMaps;
import org.junit.jupiter.api.Test;

/** Names that protobuf's compiler derives and we have to come to as well. */
class NamesTest {

    @Test
    void entriesOfMapsAreCalledAsProtocCallsThem() {
        assertThat(ProtoMaps.getDescriptor().getFields())
                .hasSize(7)
                .allSatisfy(field -> assertThat(Names.entry(field.getName()))
                        .isEqualTo(field.getMessageType().getName()));
    }

    @Test
    void jsonNamesAreThoseOfProtoc() {
        assertThat(ProtoMaps.getDescriptor().getFields())
                .hasSize(7)
                .allSatisfy(field -> assertThat(Names.json(field.getName())).isEqualTo(field.getJsonName()));
    }

    @Test
    void aMapOfWhoseNameNothingIsLeftHasAnEntryToo() {
        assertThat(Names.entry("_")).isEqualTo("Entry");
        assertThat(Names.entry("__")).isEqualTo("Entry");
    }
}
