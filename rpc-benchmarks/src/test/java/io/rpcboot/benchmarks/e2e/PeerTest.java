package io.rpcboot.benchmarks.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PeerTest {

    static Stream<Peer> peers() {
        return Peers.all().stream()
                .filter(peer -> peer.javaRelease() <= Runtime.version().feature());
    }

    @ParameterizedTest
    @MethodSource("peers")
    void everyPeerAnswersEveryMethodBothWays(Peer peer) throws Exception {
        try (Peer.Server server = peer.serve();
                Client client =
                        peer.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), 1)) {
            for (Operation operation : Operation.values()) {
                client.call(operation, 41);
                CompletableFuture<List<Throwable>> end = new CompletableFuture<>();
                client.start(operation, 42, error -> end.complete(error == null ? List.of() : List.of(error)));
                assertThat(end.get(10, TimeUnit.SECONDS)).as(operation.method()).isEmpty();
            }
        }
    }
}
