package io.rpcboot.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.rpcboot.RpcContract;
import io.rpcboot.contract.ContractReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class FingerprintTest {

    /** Of a method that takes a generated message with these fields. */
    private static long taking(String fields) throws DescriptorValidationException {
        FileDescriptor file = FileDescriptor.buildFrom(
                ProtoText.parse(
                        "a.proto",
                        "syntax = \"proto3\"; message M { " + fields
                                + " } message N { int32 n = 1; } enum E { Z = 0; A = 1; B = 2; }"
                                + " enum F { Z0 = 0; A0 = 1; }"),
                new FileDescriptor[0]);
        return of(file.findMessageTypeByName("M"));
    }

    private static long of(Descriptor message) {
        ShapeReader shapes = new ShapeReader();
        return Fingerprint.of(new MethodShape(
                "put",
                new ForeignShape(Message.class, message),
                shapes.result("PutResponse", null, "put"),
                shapes.errors("PutErrors", java.util.Map.of(), List.of(), "put"),
                false));
    }

    @Test
    void aGeneratedMessageIsInItWithNumbersAndTypes() throws DescriptorValidationException {
        long fingerprint = taking("int32 a = 1; E e = 2; N n = 3; M self = 4;");
        assertThat(taking("E f = 2; int32 b = 1; M other = 4; N o = 3;")).isEqualTo(fingerprint);
        assertThat(List.of(
                        taking("int64 a = 1; E e = 2; N n = 3; M self = 4;"),
                        taking("int32 a = 5; E e = 2; N n = 3; M self = 4;"),
                        taking("optional int32 a = 1; E e = 2; N n = 3; M self = 4;"),
                        taking("repeated int32 a = 1; E e = 2; N n = 3; M self = 4;"),
                        taking("oneof o { int32 a = 1; E e = 2; } N n = 3; M self = 4;"),
                        taking("int32 a = 1; F e = 2; N n = 3; M self = 4;"),
                        taking("int32 a = 1; E e = 2; M n = 3; M self = 4;"),
                        taking("int32 a = 1; E e = 2; N n = 3;")))
                .doesNotContain(fingerprint)
                .doesNotHaveDuplicates();
        assertThat(of(Timestamp.getDescriptor())).isNotEqualTo(taking("int64 seconds = 1; int32 nanos = 2;"));
    }

    interface Members {
        @RpcContract(name = "acme.S")
        interface A {
            Shape get() throws Broke, Late;

            sealed interface Shape permits Circle, Square {}

            record Circle(double size) implements Shape {}

            record Square(double size) implements Shape {}
        }

        @RpcContract(name = "acme.S")
        interface SwappedTypes {
            Shape get() throws Broke, Late;

            sealed interface Shape permits Square, Circle {}

            record Circle(double size) implements Shape {}

            record Square(double size) implements Shape {}
        }

        @RpcContract(name = "acme.S")
        interface SwappedExceptions {
            A.Shape get() throws Late, Broke;
        }

        final class Broke extends Exception {
            Broke(String message) {
                super(message);
            }
        }

        final class Late extends Exception {
            Late(String message) {
                super(message);
            }
        }
    }

    @Test
    void membersOfOneShapeThatAreSwappedAreToldByTheirNames() {
        assertThat(List.of(
                        ContractReader.read(Members.A.class).fingerprint(),
                        ContractReader.read(Members.SwappedTypes.class).fingerprint(),
                        ContractReader.read(Members.SwappedExceptions.class).fingerprint()))
                .doesNotHaveDuplicates();
    }
}
