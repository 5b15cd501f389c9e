package io.rpcboot.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.registry.InMemoryRegistry;
import io.rpcboot.server.RpcServer;
import io.rpcboot.testing.TestTimer;
import io.rpcboot.transport.InMemoryTransport;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A stub is also every interface that its own extends, with what those say that a method returns. */
class InheritedMethodTest {

    sealed interface Shape permits Circle, Square {}

    record Circle(int radius) implements Shape {}

    record Square(int side) implements Shape {}

    interface Reads<K, V> {
        V get(K key);
    }

    interface Shapes {
        Shape first();

        Shape second();
    }

    interface Rounds {
        Circle second();
    }

    /** Narrows {@code first} itself, and {@code second} by what it inherits; closes the type parameters of get. */
    interface Circles extends Shapes, Rounds, Reads<Integer, Circle> {
        @Override
        Circle first();

        @Override
        Circle get(Integer key);
    }

    private static final class Bean implements Circles {
        @Override
        public Circle first() {
            return new Circle(1);
        }

        @Override
        public Circle second() {
            return new Circle(2);
        }

        @Override
        public Circle get(Integer key) {
            return new Circle(key);
        }
    }

    @Test
    void aCallByWayOfAWiderDeclarationIsTheSameCall() throws IOException {
        InMemoryRegistry registry = new InMemoryRegistry();
        try (InMemoryTransport transport = new InMemoryTransport();
                TestTimer timer = new TestTimer();
                RpcServer server = RpcServer.builder()
                        .transport(transport.server("localhost", 0))
                        .registry(registry)
                        .export(Circles.class, new Bean())
                        .build()
                        .start()
                        .register();
                RpcClient client = RpcClient.builder()
                        .transport(transport)
                        .timer(timer)
                        .discovery(registry)
                        .build()) {
            assertThat(server.instances()).hasSize(1);
            Circles circles = client.refer(Circles.class);
            assertThat(circles.first()).isEqualTo(new Circle(1));
            assertThat(((Shapes) circles).first()).isEqualTo(new Circle(1));
            assertThat(((Shapes) circles).second()).isEqualTo(new Circle(2));
            assertThat(((Rounds) circles).second()).isEqualTo(new Circle(2));
            Reads<Integer, Circle> reads = circles;
            assertThat(reads.get(3)).isEqualTo(new Circle(3));
        }
    }
}
