package io.rpcboot.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import io.rpcboot.RpcContract;
import io.rpcboot.contract.ContractDescription.MethodFingerprint;
import io.rpcboot.contract.ContractDrift.Effect;
import io.rpcboot.contract.ContractDrift.MethodDrift;
import io.rpcboot.schema.DescriptorSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ContractDriftTest {

    /** The side that calls. */
    @RpcContract(name = "test.Users")
    interface Here {
        enum Color {
            RED,
            GREEN
        }

        record User(String name, int age, @Nullable Color color) {}

        final class Gone extends Exception {
            private static final long serialVersionUID = 1L;
        }

        User find(long id) throws Gone;

        List<User> list(String prefix);

        void paint(Color color);

        int count();
    }

    private interface Sides {

        @RpcContract(name = "test.Users")
        interface OtherType {
            record User(String name, String age, Here.@Nullable Color color) {}

            User find(long id) throws Here.Gone;

            List<User> list(String prefix);

            void paint(Here.Color color);

            int count();
        }

        @RpcContract(name = "test.Users")
        interface MoreFields {
            record User(
                    String name,
                    int age,
                    Here.@Nullable Color color,
                    @Nullable String mail) {}

            User find(long id) throws Here.Gone;

            List<User> list(String prefix, int most);

            void paint(Here.Color color);

            int count();
        }

        @RpcContract(name = "test.Users")
        interface MoreColors {
            enum Color {
                RED,
                GREEN,
                BLUE
            }

            record User(String name, int age, @Nullable Color color) {}

            User find(long id) throws Here.Gone;

            List<User> list(String prefix);

            void paint(Color color);

            int count();
        }

        @RpcContract(name = "test.Users")
        interface OtherErrors {
            final class Elsewhere extends Exception {
                private static final long serialVersionUID = 1L;

                private final int code;

                public Elsewhere(int code) {
                    this.code = code;
                }

                public int code() {
                    return code;
                }
            }

            Here.User find(long id) throws Elsewhere;

            List<Here.User> list(String prefix);

            void paint(Here.Color color);

            int count();
        }
    }

    private static ContractDrift to(Class<?> there) {
        return ContractDrift.between(Here.class, ContractReader.describe(there));
    }

    private static void assertDrift(@Nullable MethodDrift drift, Effect effect, String... differences) {
        assertThat(drift).isNotNull();
        assertThat(drift.effect()).isEqualTo(effect);
        assertThat(drift.differences()).containsExactly(differences);
    }

    @Test
    void theSameContractDoesNotDiffer() {
        assertThat(to(Here.class).methods()).isEmpty();
        assertThat(to(Here.class)).hasToString("nothing that is called from here");
    }

    @Test
    void anotherTypeMakesExactlyTheMethodsIncompatibleThatUseIt() {
        ContractDrift drift = to(Sides.OtherType.class);

        assertDrift(drift.of("find"), Effect.INCOMPATIBLE, "`User.age`: int32 here, string there");
        assertDrift(drift.of("list"), Effect.INCOMPATIBLE, "`User.age`: int32 here, string there");
        assertThat(drift.of("paint")).isNull();
        assertThat(drift.of("count")).isNull();
        assertThat(drift.effect()).isEqualTo(Effect.INCOMPATIBLE);
        assertThat(drift).hasToString("`User.age`: int32 here, string there [find, list]");
    }

    @Test
    void aFieldOrParameterMoreIsCompatible() {
        ContractDrift drift = to(Sides.MoreFields.class);

        assertDrift(drift.of("find"), Effect.COMPATIBLE, "`User.mail`: nothing here, string there");
        assertDrift(
                drift.of("list"),
                Effect.COMPATIBLE,
                "`list(most)`: nothing here, int32 there",
                "`User.mail`: nothing here, string there");
        assertThat(drift.effect()).isEqualTo(Effect.COMPATIBLE);
    }

    @Test
    void aConstantThatIsNotKnownHereConcernsOnlyCallsThatReceiveIt() {
        ContractDrift drift = to(Sides.MoreColors.class);

        assertDrift(drift.of("find"), Effect.RISKY, "`Color.BLUE`: nothing here, number 3 there");
        assertDrift(drift.of("paint"), Effect.COMPATIBLE, "`Color.BLUE`: nothing here, number 3 there");
        assertThat(drift.of("find").isCallable()).isTrue();
    }

    @Test
    void otherDeclaredExceptionsConcernOnlyCallsThatFail() {
        MethodDrift drift = to(Sides.OtherErrors.class).of("find");

        assertThat(drift).isNotNull();
        assertThat(drift.isCallable()).isTrue();
    }

    @Test
    void aMethodThatIsNotThereIsMissing() {
        ContractDescription whole = ContractReader.describe(Here.class);
        ContractDescription without = new ContractDescription(
                1,
                whole.methods().stream()
                        .filter(method -> !method.name().equals("count"))
                        .toList(),
                whole.descriptor());

        ContractDrift drift = ContractDrift.between(Here.class, without);

        assertDrift(drift.of("count"), Effect.MISSING, "`count` here, missing there");
        assertThat(drift.methods()).hasSize(1);
        assertThat(drift.of("count").isCallable()).isFalse();
    }

    @Test
    void whoComputesNoFingerprintsIsComparedByItsSchema() {
        ContractDescription whole = ContractReader.describe(Here.class);
        ContractDescription without = new ContractDescription(
                0,
                whole.methods().stream()
                        .map(method -> new MethodFingerprint(method.name(), 0))
                        .toList(),
                whole.descriptor());

        assertThat(ContractDrift.between(Here.class, without).methods()).isEmpty();
    }

    @RpcContract(name = "test.Many")
    interface Many {
        void m01();

        void m02();

        void m03();

        void m04();

        void m05();

        void m06();

        void m07();

        void m08();

        void m09();

        void m10();

        void m11();

        void m12();

        void m13();

        void m14();

        void m15();

        void m16();

        void m17();

        void m18();

        void m19();

        void m20();

        void m21();
    }

    @Test
    void ofManyDifferencesTheFirstTwentyAreShownAndTheOthersCounted() {
        List<String> differences =
                IntStream.rangeClosed(1, 22).mapToObj(n -> "d" + n).toList();
        String shown = String.join(", ", differences.subList(0, 20));

        assertThat(new MethodDrift("find", Effect.COMPATIBLE, differences)).hasToString(shown + " and 2 more");
        assertThat(new MethodDrift("find", Effect.COMPATIBLE, differences.subList(0, 20)))
                .hasToString(shown);
    }

    @Test
    void ofManyMethodsThatDifferTheOthersAreCountedToo() {
        assertThat(ContractDrift.between(Many.class, new ContractDescription(1, List.of(), new byte[0]))
                        .toString())
                .startsWith("`m01` here, missing there [m01], ")
                .endsWith(", `m20` here, missing there [m20] and 1 more");
    }

    @Test
    void aContractThatCannotBeReadIsTakenForCompatibleAndSaysWhy() {
        ContractDescription unreadable =
                new ContractDescription(1, List.of(new MethodFingerprint("find", 2)), new byte[] {1, 2, 3});

        MethodDrift drift = ContractDrift.between(Here.class, unreadable).of("find");

        assertThat(drift.effect()).isEqualTo(Effect.COMPATIBLE);
        assertThat(drift.toString())
                .startsWith("`find`: another fingerprint there; how it looks is not known"
                        + " (not a usable descriptor set: ");
    }

    @Test
    void whateverTheOtherSideSendsIsComparedWithoutFailing() {
        Random random = new Random(7);
        ContractDescription good = ContractReader.describe(Sides.OtherType.class);
        List<MethodFingerprint> methods = good.methods().stream()
                .map(method -> new MethodFingerprint(method.name(), 1))
                .toList();
        for (int i = 0; i < 3_000; i++) {
            byte[] bytes = good.descriptor().clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            ContractDescription bad = new ContractDescription(1, methods, bytes);
            assertThatCode(() -> assertThat(
                                    ContractDrift.between(Here.class, bad).toString())
                            .doesNotContain("\n"))
                    .doesNotThrowAnyException();
        }
    }

    @RpcContract(name = "test.Trees")
    interface Trees {
        record Node(@Nullable Node child, int size) {}

        void plant(Node root);
    }

    @Test
    void aChainOfTypesAsLongAsADescriptorMayBeIsComparedWithoutFailing() {
        FileDescriptorProto.Builder file = ContractReader.schema(Trees.class).toProto().toBuilder();
        int node = 0;
        while (!file.getMessageType(node).getName().equals("Node")) {
            node++;
        }
        file.getMessageTypeBuilder(node).getFieldBuilder(0).setTypeName(".test.N0");
        for (int i = 0; i < 8_000; i++) {
            DescriptorProto.Builder next = file.getMessageType(node).toBuilder().setName("N" + i);
            next.getFieldBuilder(0).setTypeName(".test.N" + Math.min(i + 1, 7_999));
            next.getFieldBuilder(1).setType(FieldDescriptorProto.Type.TYPE_STRING);
            file.addMessageType(next);
        }
        byte[] descriptor = FileDescriptorSet.newBuilder().addFile(file).build().toByteArray();
        assertThat(descriptor.length).isBetween(500_000, DescriptorSet.MAX_BYTES);

        MethodDrift drift = ContractDrift.between(
                        Trees.class, new ContractDescription(1, List.of(new MethodFingerprint("plant", 1)), descriptor))
                .of("plant");

        assertThat(drift.toString()).hasSizeLessThan(10_000);
    }
}
