package io.rpcboot.schema;

import io.rpcboot.RpcContract;
import io.rpcboot.RpcEnumDefault;
import io.rpcboot.RpcField;
import io.rpcboot.RpcMethod;
import io.rpcboot.RpcReserved;
import io.rpcboot.testproto.ProtoUser;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Everything that an exported file may hold, with names that are hard on protobuf. */
@RpcContract(name = "io.rpcboot.test.Größe")
interface AwkwardService {

    Everything everything(Everything everything, @RpcField(9) int count) throws Late, Broke;

    @RpcMethod(oneway = true)
    void größe(Names names);

    /** Differs from the one above in the case of its first letter only. */
    void Everything() throws Broke;

    ProtoUser whole(ProtoUser user);

    FindRequest find(FindRequest request);

    Map<String, Object> free(Page<Page<String>> pages);

    @RpcReserved(
            value = {1, 2, 3, 7},
            exceptions = 4)
    Shape shape(Color color, List<Colour> colours);

    record Everything(
            boolean flag,
            byte small,
            long big,
            Integer boxed,
            String text,
            byte[] bytes,
            UUID id,
            BigDecimal price,
            List<LocalDate> days,
            Instant at,
            Map<String, Everything> byName,
            Map<LocalDate, List<Integer>> byDay,
            Map<Color, String> byColor,
            List<List<String>> nested,
            Optional<Color> color,
            ProtoUser user,
            Bean bean) {}

    /** A name that Java's and the service's own messages want. */
    record FindRequest(String text) {}

    record Page<T>(List<T> items, int total) {}

    @SuppressWarnings("checkstyle")
    record Names(
            int fooBar,
            int foo_bar,
            String foo1,
            String foo_1,
            Map<String, Integer> _map,
            Map<String, Integer> map,
            int a$b,
            int URLName,
            int straße,
            String _foo,
            String foo,
            int kind,
            int message,
            int reserved,
            int optional,
            int string,
            int google,
            Timestamp timestamp,
            google2 lower) {}

    record Timestamp(Instant google) {}

    record google2(int package_) {}

    @RpcReserved({2, 4, 5})
    enum Color {
        RED,
        @RpcEnumDefault
        red,
        Unspecified,
        DARK_RED
    }

    /** Its prefix begins as that of another does. */
    enum Colour {
        COLOR_RED,
        RED
    }

    sealed interface Shape {}

    record Kind(int kind) implements Shape {}

    @RpcField(7)
    record Square(double side) implements Shape {}

    final class Bean {
        private short length;

        public short getLength() {
            return length;
        }

        public void setLength(short length) {
            this.length = length;
        }
    }

    final class Late extends Exception {
        private final int minutes;

        Late(String message, int minutes) {
            super(message);
            this.minutes = minutes;
        }

        int minutes() {
            return minutes;
        }
    }

    final class Broke extends Exception {
        Broke(String message) {
            super(message);
        }
    }
}
