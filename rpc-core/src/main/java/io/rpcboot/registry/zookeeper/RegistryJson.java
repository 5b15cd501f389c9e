package io.rpcboot.registry.zookeeper;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;

/** How JSON in the registry is written and read. */
final class RegistryJson {

    /** Refuses what no node of ours is. */
    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(16)
                    .maxDocumentLength(RpcInstanceSerializer.MAX_BYTES)
                    .build())
            .build();

    private RegistryJson() {}
}
