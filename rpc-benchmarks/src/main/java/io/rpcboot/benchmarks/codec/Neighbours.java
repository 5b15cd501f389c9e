package io.rpcboot.benchmarks.codec;

import io.rpcboot.contract.ContractMethod;
import io.rpcboot.contract.ContractReader;
import io.rpcboot.core.MethodDescriptor;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Other types that a process marshals beside the measured ones. They go through the same code first, so that the JIT
 * compiler cannot take the measured type for the only one there is.
 */
@SuppressWarnings("ArrayRecordComponent") // users have them
final class Neighbours {

    private static final int ROUNDS = 20_000;

    private Neighbours() {}

    interface OrderService {
        Order order(long id, String customer, boolean detailed);

        Product product(UUID id);

        Set<String> tags(Product product, int limit);

        Statistics statistics(LocalDate from, LocalDate to);

        Shape shape(List<Shape> shapes);
    }

    record Order(UUID id, String customer, List<Line> lines, Map<String, String> notes, Instant at, Status status) {}

    record Line(long product, int amount, BigDecimal price, Optional<String> remark) {}

    record Product(String name, String text, double weight, byte[] image, List<Integer> sizes, Duration delivery) {}

    record Statistics(long[] counts, double mean, float share, Map<Integer, Line> best, int total, short year) {}

    sealed interface Shape permits Circle, Square {}

    record Circle(double radius, String name) implements Shape {}

    record Square(double side, long id, Circle around) implements Shape {}

    enum Status {
        OPEN,
        PAID,
        SENT
    }

    private record Call(String method, Object[] arguments, Object result) {}

    static void marshalThem() {
        Line line = new Line(7, 3, new BigDecimal("12.50"), Optional.of("blue"));
        Order order = new Order(
                new UUID(1, 2),
                "Zoë",
                List.of(line, line),
                Map.of("gift", "yes"),
                Instant.ofEpochSecond(1_700_000_000, 5),
                Status.PAID);
        Product product = new Product("mug", "holds coffee", 0.3, new byte[9], List.of(1, 2, 3), Duration.ofDays(2));
        Statistics statistics =
                new Statistics(new long[] {1, 200, 70_000}, 4.5, 0.5f, Map.of(1, line), 9, (short) 2026);
        Circle circle = new Circle(2, "round");
        List<Call> calls = List.of(
                new Call("order", new Object[] {7L, "Zoë", true}, order),
                new Call("product", new Object[] {new UUID(3, 4)}, product),
                new Call("tags", new Object[] {product, 5}, Set.of("a", "b")),
                new Call("statistics", new Object[] {LocalDate.EPOCH, LocalDate.EPOCH}, statistics),
                new Call("shape", new Object[] {List.of(circle, new Square(1, 2, circle))}, circle));
        Map<String, MethodDescriptor> methods = ContractReader.read(OrderService.class).methods().stream()
                .map(ContractMethod::descriptor)
                .collect(Collectors.toMap(MethodDescriptor::name, Function.identity()));
        for (int i = 0; i < ROUNDS; i++) {
            for (Call call : calls) {
                MethodDescriptor method = Objects.requireNonNull(methods.get(call.method));
                byte[] request = method.request().encode(call.arguments);
                method.request().decode(request, 0, request.length);
                byte[] response = method.response().encode(call.result);
                method.response().decode(response, 0, response.length);
            }
        }
    }
}
