package io.rpcboot.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.rpcboot.RpcField;
import io.rpcboot.RpcReserved;
import io.rpcboot.testproto.ProtoUser;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which number a member gets, and which mistakes stop start-up. */
class NumberingTest {

    @RpcReserved({2, 3, 5})
    record Slim(
            long id, String name, String city, @RpcField(9) int age, int size) {}

    @RpcReserved(1)
    enum Color {
        GREEN,
        BLUE
    }

    @RpcReserved(2)
    sealed interface Shape {}

    record Circle(double radius) implements Shape {}

    record Square(double side) implements Shape {}

    @RpcReserved(3)
    public static class Base {
        @RpcField(4)
        private int id;

        public int getId() {
            return id;
        }

        public void setId(int id) {
            this.id = id;
        }
    }

    @RpcReserved(5)
    public static class Derived extends Base {
        @RpcField(6)
        private int size;

        public int getSize() {
            return size;
        }

        public void setSize(int size) {
            this.size = size;
        }
    }

    @RpcReserved(2)
    static class Late extends Exception {
        private final int minutes;

        Late(String message, int minutes) {
            super(message);
            this.minutes = minutes;
        }

        int minutes() {
            return minutes;
        }
    }

    static class Never extends Exception {
        Never(String message) {
            super(message);
        }
    }

    interface All {
        Slim slim();

        Color color();

        Shape shape();

        Derived derived();

        @RpcReserved(
                value = 1,
                exceptions = {2, 4})
        void params(int a, int b) throws Never, Late;

        @RpcReserved(exceptions = 1)
        void nothingLeft();
    }

    private static Map<Integer, String> numbers(Descriptor message) {
        Map<Integer, String> numbers = new TreeMap<>();
        for (FieldDescriptor field : message.getFields()) {
            numbers.put(field.getNumber(), field.getName());
        }
        return numbers;
    }

    @Test
    void positionsPassOverReservedNumbers() {
        FileDescriptor file = ContractReader.schema(All.class).file();
        assertThat(numbers(file.findMessageTypeByName("Slim")))
                .isEqualTo(Map.of(1, "id", 4, "name", 6, "city", 9, "age", 8, "size"));
        assertThat(file.findEnumTypeByName("Color").getValues())
                .extracting(value -> value.getName() + " = " + value.getNumber())
                .containsExactly("COLOR_UNSPECIFIED = 0", "COLOR_GREEN = 2", "COLOR_BLUE = 3");
        assertThat(numbers(file.findMessageTypeByName("Shape"))).isEqualTo(Map.of(1, "circle", 3, "square"));
        assertThat(numbers(file.findMessageTypeByName("ParamsRequest"))).isEqualTo(Map.of(2, "a", 3, "b"));
        assertThat(numbers(file.findMessageTypeByName("ParamsErrors"))).isEqualTo(Map.of(1, "never", 3, "late"));
        assertThat(numbers(file.findMessageTypeByName("Late"))).isEqualTo(Map.of(1, "message", 3, "minutes"));
    }

    @Test
    void reservedNumbersAreInTheSchemaWithThoseOfABeansSuperclasses() {
        FileDescriptor file = ContractReader.schema(All.class).file();
        assertThat(file.findMessageTypeByName("Slim").toProto().getReservedRangeList())
                .extracting(range -> range.getStart() + "-" + range.getEnd())
                .containsExactly("2-4", "5-6");
        assertThat(file.findEnumTypeByName("Color").isReservedNumber(1)).isTrue();
        assertThat(file.findMessageTypeByName("Shape").isReservedNumber(2)).isTrue();
        assertThat(file.findMessageTypeByName("Derived").isReservedNumber(3)).isTrue();
        assertThat(file.findMessageTypeByName("Derived").isReservedNumber(5)).isTrue();
        assertThat(file.findMessageTypeByName("ParamsRequest").isReservedNumber(1))
                .isTrue();
        assertThat(file.findMessageTypeByName("ParamsErrors").isReservedNumber(4))
                .isTrue();
        assertThat(file.findMessageTypeByName("NothingLeftErrors").isReservedNumber(1))
                .isTrue();
        assertThat(ContractReader.schema(All.class).errors("slim")).isNull();
    }

    @Test
    void valuesTravelUnderTheirNumbers() {
        Methods methods = Methods.of(All.class);
        Slim slim = new Slim(1, "a", null, 3, 4);
        assertThat(methods.response("slim", slim)).isEqualTo(slim);
        assertThat(methods.get("color").response().encode(Color.GREEN)).containsExactly(8, 2);
        assertThat(methods.response("shape", new Square(2))).isEqualTo(new Square(2));
        assertThat(methods.request("params", 1, 2)).containsExactly(1, 2);
    }

    @RpcReserved(0)
    record Zero(int a) {}

    interface ZeroReserved {
        void put(Zero zero);
    }

    @RpcReserved(19_000)
    enum Protobufs {
        A
    }

    interface ProtobufsReserved {
        void put(Protobufs own);
    }

    interface TooLarge {
        @RpcReserved(536_870_912)
        void put(int a);
    }

    interface Twice {
        @RpcReserved({7, 7})
        void put(int a);
    }

    @RpcReserved(3)
    record Used(@RpcField(3) int a) {}

    interface UsesReserved {
        void put(Used used);
    }

    @RpcReserved(exceptions = 1)
    record Misplaced(int a) {}

    interface MisplacedExceptions {
        void put(Misplaced misplaced);
    }

    interface Whole {
        @RpcReserved(4)
        void put(ProtoUser user);
    }

    interface UsesReservedException {
        @RpcReserved(exceptions = 2)
        void put() throws Pinned;
    }

    @RpcField(2)
    static class Pinned extends Exception {
        Pinned(String message) {
            super(message);
        }
    }

    @RpcReserved(1)
    static class Silent extends Exception {
        Silent(String message) {
            super(message);
        }
    }

    interface ReservesTheText {
        void put() throws Silent;
    }

    static Stream<Arguments> mistakes() {
        String range = "; use 1 to 536870911 without 19000 to 19999";
        return Stream.of(
                Arguments.of(
                        ZeroReserved.class,
                        "ZeroReserved.put(Zero): @RpcReserved(0) on " + Zero.class.getName() + " is no protobuf number"
                                + range),
                Arguments.of(
                        ProtobufsReserved.class,
                        "ProtobufsReserved.put(Protobufs): @RpcReserved(19000) on " + Protobufs.class.getName()
                                + " is no protobuf number" + range),
                Arguments.of(
                        TooLarge.class, "TooLarge.put(int): @RpcReserved(536870912) is no protobuf number" + range),
                Arguments.of(Twice.class, "Twice.put(int): @RpcReserved names 7 twice; once is enough"),
                Arguments.of(
                        UsesReserved.class,
                        "UsesReserved.put(Used).a: has number 3, which @RpcReserved keeps from being used; give it one"
                                + " that never was in use"),
                Arguments.of(
                        MisplacedExceptions.class,
                        "MisplacedExceptions.put(Misplaced): @RpcReserved(exceptions = …) on "
                                + Misplaced.class.getName()
                                + "; it belongs on the method whose throws clause lost one"),
                Arguments.of(
                        Whole.class,
                        "Whole.put(ProtoUser): @RpcReserved: the parameter is the whole message, so that nothing is"
                                + " numbered here; reserve the number in its .proto"),
                Arguments.of(
                        ReservesTheText.class,
                        "ReservesTheText.put().throws(Silent): @RpcReserved(1) on " + Silent.class.getName()
                                + ": 1 is the message text's; state is numbered from 2, reserve only such numbers"),
                Arguments.of(
                        UsesReservedException.class,
                        "UsesReservedException.put().throws(Pinned): has number 2, which @RpcReserved keeps from being"
                                + " used; give it one that never was in use"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistakesNameThePlaceAndTheCure(Class<?> iface, String text) {
        assertThatThrownBy(() -> ContractReader.read(iface))
                .isInstanceOf(ContractException.class)
                .hasMessage(text);
    }
}
