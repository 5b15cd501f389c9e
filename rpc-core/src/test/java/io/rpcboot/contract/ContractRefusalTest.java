package io.rpcboot.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rpcboot.RpcContract;
import io.rpcboot.RpcEnumDefault;
import io.rpcboot.RpcException;
import io.rpcboot.RpcField;
import io.rpcboot.RpcHashKey;
import io.rpcboot.RpcMethod;
import io.rpcboot.RpcParam;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each refusal, with its text: where, what, and what to do instead. */
class ContractRefusalTest {

    record Filter(Object criteria) {}

    interface FriendService {
        List<String> search(Filter filter);
    }

    @RpcField(15_001)
    static class FrameworksNumber extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;
    }

    interface ThrowsReserved {
        void put() throws FrameworksNumber;
    }

    static class BeanFault extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;

        private int code;

        public int getCode() {
            return code;
        }

        public void setCode(int code) {
            this.code = code;
        }
    }

    static class Inheriting extends BeanFault {
        @Serial
        private static final long serialVersionUID = 1L;
    }

    interface ThrowsInheriting {
        void put() throws Inheriting;
    }

    interface SoleObject {
        void find(Object key);
    }

    interface SecondObject {
        void find(int a, Object b);
    }

    interface ObjectResult {
        Object find();
    }

    record Page<T>(List<T> items) {}

    interface RawType {
        @SuppressWarnings("rawtypes")
        Page find();
    }

    interface Wildcard {
        void add(List<? extends Number> numbers);
    }

    interface GenericMethod {
        <T> T get(T t);
    }

    interface Generic<T> {
        T get();
    }

    interface Overloads {
        void find(long id);

        void find(String name);
    }

    interface OpenInterface {
        void run(Runnable task);
    }

    interface ConcreteList {
        ArrayList<String> all();
    }

    interface OptionalList {
        Optional<List<String>> all();
    }

    interface OptionalInList {
        List<Optional<String>> all();
    }

    interface TwiceOptional {
        Optional<Optional<String>> all();
    }

    interface Publishes {
        Flow.Publisher<String> events();
    }

    interface TakesStream {
        void put(Stream<String> all);
    }

    interface PlainFuture {
        Future<String> get();
    }

    interface OnewayResult {
        @RpcMethod(oneway = true)
        int fire();
    }

    interface OnewayThrows {
        @RpcMethod(oneway = true)
        void fire() throws java.io.IOException;
    }

    record Twice(@RpcField(2) int a, int b) {}

    interface TwiceNumbered {
        void put(Twice twice);
    }

    record Zero(@RpcField(0) int a) {}

    interface ZeroNumbered {
        void put(Zero zero);
    }

    record Reserved(@RpcField(19500) int a) {}

    interface ReservedNumbered {
        void put(Reserved reserved);
    }

    enum Own {
        UNSPECIFIED,
        A
    }

    interface OwnUnspecified {
        void put(Own own);
    }

    enum TwoDefaults {
        @RpcEnumDefault
        A,
        @RpcEnumDefault
        B
    }

    interface TwiceDefault {
        void put(TwoDefaults own);
    }

    interface TwoNames {
        void put(@RpcParam(name = "b") int a, int b);
    }

    interface BadName {
        @RpcMethod(name = "a b")
        void put();
    }

    interface BadTimeout {
        @RpcMethod(timeout = 0)
        void put();
    }

    @RpcContract(name = "a..b")
    interface BadService {}

    static class Bean {
        private int id;

        public int getId() {
            return id;
        }
    }

    interface HalfBean {
        void put(Bean bean);
    }

    static class Secretive {
        private String name;
        private String password;

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }

        public void setPassword(String password) {
            this.password = password;
        }

        boolean isRight(String guess) {
            return guess.equals(password);
        }
    }

    interface OtherHalfBean {
        void put(Secretive bean);
    }

    static class Base {
        private int id;

        public int getId() {
            return id;
        }

        public void setId(int id) {
            this.id = id;
        }
    }

    static class Derived extends Base {}

    interface Inherits {
        void put(Derived bean);
    }

    static class Unbuildable extends Exception {
        @Serial
        private static final long serialVersionUID = 1;

        Unbuildable(long userId) {
            super("no user " + userId);
        }
    }

    interface ThrowsUnbuildable {
        void put() throws Unbuildable;
    }

    static class Status extends RpcException {
        @Serial
        private static final long serialVersionUID = 1;

        Status() {
            super(io.rpcboot.RpcStatus.Code.NOT_FOUND, "");
        }
    }

    interface ThrowsStatus {
        void put() throws Status;
    }

    record Grows<T>(Grows<List<T>> next) {}

    interface GrowsForEver {
        void put(Grows<String> grows);
    }

    interface ArrayKeys {
        void put(Map<byte[], String> map);
    }

    /** As Kotlin compiles {@code data class Point(val x: Int, val y: Int)}. */
    static final class KotlinPoint {
        private final int x;
        private final int y;

        KotlinPoint(int x, int y) {
            this.x = x;
            this.y = y;
        }

        public int getX() {
            return x;
        }

        public int getY() {
            return y;
        }
    }

    interface NoEmptyConstructor {
        void put(KotlinPoint point);
    }

    static class Shy {
        private String name;

        public Optional<String> getName() {
            return Optional.ofNullable(name);
        }

        public void setName(String name) {
            this.name = name;
        }
    }

    interface OtherGetter {
        void put(Shy shy);
    }

    interface ArraySet {
        void put(Set<byte[]> set);
    }

    interface TwoKeys {
        void put(@RpcHashKey String room, @RpcHashKey long user);
    }

    interface KeyOfList {
        void put(@RpcHashKey List<String> rooms);
    }

    static Stream<Arguments> refusals() {
        String name = ContractRefusalTest.class.getName();
        return Stream.of(
                Arguments.of(
                        TwoKeys.class,
                        "TwoKeys.put(String, long): two parameters are annotated with @RpcHashKey; leave it at one"),
                Arguments.of(
                        KeyOfList.class,
                        "KeyOfList.put(List).rooms: @RpcHashKey is for a String, whole number, char, enum or UUID, not for"
                                + " List"),
                Arguments.of(
                        FriendService.class,
                        "FriendService.search(Filter).criteria: java.lang.Object has no protobuf mapping; use a record,"
                                + " or Map<String,Object> for free-form data"),
                Arguments.of(
                        SoleObject.class,
                        "SoleObject.find(Object): java.lang.Object has no protobuf mapping; use a record, or"
                                + " Map<String,Object> for free-form data"),
                Arguments.of(
                        SecondObject.class,
                        "SecondObject.find(int, Object).b: java.lang.Object has no protobuf mapping; use a record, or"
                                + " Map<String,Object> for free-form data"),
                Arguments.of(
                        ObjectResult.class,
                        "ObjectResult.find().return: java.lang.Object has no protobuf mapping; use a record, or"
                                + " Map<String,Object> for free-form data"),
                Arguments.of(
                        RawType.class,
                        "RawType.find().return: raw type " + name + "$Page; write what its type parameters stand for"),
                Arguments.of(
                        Wildcard.class,
                        "Wildcard.add(List): wildcard ? extends java.lang.Number; use a concrete type argument"),
                Arguments.of(
                        GenericMethod.class,
                        "GenericMethod.get(Object): a generic method has no protobuf mapping; use concrete types"),
                Arguments.of(
                        Generic.class,
                        name + "$Generic: has type parameters; extend it by an interface that says what they stand"
                                + " for"),
                Arguments.of(
                        Overloads.class,
                        "Overloads.find(String): has the wire name find, as has Overloads.find(long); give one of them"
                                + " another by @RpcMethod(name = …)"),
                Arguments.of(
                        OpenInterface.class,
                        "OpenInterface.run(Runnable): java.lang.Runnable has no protobuf mapping; use a record, or make"
                                + " it sealed"),
                Arguments.of(
                        ConcreteList.class,
                        "ConcreteList.all().return: java.util.ArrayList<java.lang.String> has no protobuf mapping; use"
                                + " java.util.List"),
                Arguments.of(
                        OptionalList.class,
                        "OptionalList.all().return: java.util.Optional<java.util.List<java.lang.String>>: absent and"
                                + " empty are the same on the wire; use java.util.List<java.lang.String>"),
                Arguments.of(
                        OptionalInList.class,
                        "OptionalInList.all().return[]: java.util.Optional<java.lang.String> within a collection; leave"
                                + " absent elements out"),
                Arguments.of(
                        TwiceOptional.class,
                        "TwiceOptional.all().return: java.util.Optional<java.util.Optional<java.lang.String>> is absent"
                                + " in two ways; use one Optional"),
                Arguments.of(
                        Publishes.class,
                        "Publishes.events().return: java.util.concurrent.Flow$Publisher: streaming is not supported;"
                                + " use java.util.List"),
                Arguments.of(
                        TakesStream.class,
                        "TakesStream.put(Stream): java.util.stream.Stream: streaming is not supported; use"
                                + " java.util.List"),
                Arguments.of(
                        PlainFuture.class,
                        "PlainFuture.get().return: java.util.concurrent.Future<java.lang.String> has no callback; use"
                                + " CompletableFuture"),
                Arguments.of(
                        OnewayResult.class,
                        "OnewayResult.fire(): a one-way method hears of nothing; let it return void and declare no"
                                + " exceptions"),
                Arguments.of(
                        OnewayThrows.class,
                        "OnewayThrows.fire(): a one-way method hears of nothing; let it return void and declare no"
                                + " exceptions"),
                Arguments.of(
                        TwiceNumbered.class,
                        "TwiceNumbered.put(Twice).b: has number 2, as has a; give one of them another @RpcField"),
                Arguments.of(
                        ZeroNumbered.class,
                        "ZeroNumbered.put(Zero).a: @RpcField(0) is no protobuf number; use 1 to 536870911 without 19000"
                                + " to 19999"),
                Arguments.of(
                        ReservedNumbered.class,
                        "ReservedNumbered.put(Reserved).a: @RpcField(19500) is no protobuf number; use 1 to 536870911"
                                + " without 19000 to 19999"),
                Arguments.of(
                        OwnUnspecified.class,
                        "OwnUnspecified.put(Own): " + name
                                + "$Own.UNSPECIFIED: protobuf's number 0 stands for null and has this name; rename the"
                                + " constant"),
                Arguments.of(
                        TwiceDefault.class,
                        "TwiceDefault.put(TwoDefaults): " + name
                                + "$TwoDefaults has @RpcEnumDefault on A and on B; keep one"),
                Arguments.of(TwoNames.class, "TwoNames.put(int, int): two parameters are called b; rename one"),
                Arguments.of(BadName.class, "BadName.put(): @RpcMethod(name = \"a b\") is no Java identifier"),
                Arguments.of(
                        BadTimeout.class,
                        "BadTimeout.put(): @RpcMethod(timeout = 0) is no time; use milliseconds above 0"),
                Arguments.of(
                        BadService.class,
                        name + "$BadService: @RpcContract(name = \"a..b\") is no dotted Java identifier, as"
                                + " com.acme.Name"),
                Arguments.of(
                        HalfBean.class,
                        "HalfBean.put(Bean).id: has a getter and no setter; add one, make the field transient, or use a"
                                + " record"),
                Arguments.of(
                        OtherHalfBean.class,
                        "OtherHalfBean.put(Secretive).password: has a setter and no getter; add one, make the field"
                                + " transient, or use a record"),
                Arguments.of(
                        Inherits.class,
                        "Inherits.put(Derived).id: " + name
                                + "$Derived inherits properties, so that positions could shift; number each with"
                                + " @RpcField"),
                Arguments.of(
                        ThrowsUnbuildable.class,
                        "ThrowsUnbuildable.put().throws(Unbuildable): " + name
                                + "$Unbuildable has no constructor from which it could be rebuilt; add (String"
                                + " message), or one whose parameters have the names and types of its fields or"
                                + " getters, compiled with -parameters"),
                Arguments.of(
                        ThrowsStatus.class,
                        "ThrowsStatus.put().throws(Status): " + name
                                + "$Status travels as a status, without its type; extend Exception instead"),
                Arguments.of(
                        ThrowsReserved.class,
                        "ThrowsReserved.put().throws(FrameworksNumber): has number 15001, which belongs to the framework; use"
                                + " one outside 15000 to 15999"),
                Arguments.of(
                        ThrowsInheriting.class,
                        "ThrowsInheriting.put().throws(Inheriting).code: " + name
                                + "$Inheriting inherits properties, so that positions could shift; number each with"
                                + " @RpcField"),
                Arguments.of(
                        ArrayKeys.class,
                        "ArrayKeys.put(Map)[key]: byte[] as key is equal to no other; use a type with equals"),
                Arguments.of(
                        ArraySet.class,
                        "ArraySet.put(Set)[]: byte[] in a Set is equal to no other; use a List, or a type with equals"),
                Arguments.of(
                        NoEmptyConstructor.class,
                        "NoEmptyConstructor.put(KotlinPoint): " + name + "$KotlinPoint has no protobuf mapping; use a"
                                + " record, or give it a constructor without parameters, getters and setters"),
                Arguments.of(
                        OtherGetter.class,
                        "OtherGetter.put(Shy).name: getName() returns java.util.Optional, the field is"
                                + " java.lang.String; let both have one type, make the field transient, or use a"
                                + " record"),
                Arguments.of(String.class, "java.lang.String: is no interface; a contract is one"),
                Arguments.of(RpcField.class, "io.rpcboot.RpcField: is no interface; a contract is one"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusalsNameThePathAndTheCure(Class<?> iface, String text) {
        assertThatThrownBy(() -> ContractReader.read(iface))
                .isInstanceOf(ContractException.class)
                .hasMessage(text);
    }

    @Test
    void aTypeThatGrowsWithoutEndIsRefusedInsteadOfRead() {
        assertThatThrownBy(() -> ContractReader.read(GrowsForEver.class))
                .isInstanceOf(ContractException.class)
                .hasMessageContaining("contains ever deeper instances of itself");
    }

    @Test
    void aRefusalIsRepeatedEachTime() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> ContractReader.read(SoleObject.class)).isInstanceOf(ContractException.class);
        }
        assertThat(ContractReader.read(Runnable.class)).isSameAs(ContractReader.read(Runnable.class));
    }
}
