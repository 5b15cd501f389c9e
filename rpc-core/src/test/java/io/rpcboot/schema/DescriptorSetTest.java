package io.rpcboot.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.TimestampProto;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DescriptorSetTest {

    private static FileDescriptorProto.Builder file(String name, String... imports) {
        return FileDescriptorProto.newBuilder()
                .setName(name)
                .setPackage("test")
                .setSyntax("proto3")
                .addAllDependency(List.of(imports));
    }

    private static byte[] set(FileDescriptorProto.Builder... files) {
        FileDescriptorSet.Builder set = FileDescriptorSet.newBuilder();
        for (FileDescriptorProto.Builder file : files) {
            set.addFile(file);
        }
        return set.build().toByteArray();
    }

    private static void assertRefused(byte[] bytes, String why) {
        assertThatThrownBy(() -> DescriptorSet.read(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not a usable descriptor set: ")
                .hasMessageContaining(why);
    }

    @Test
    void aFileComesBackWithWhatItImports() throws Exception {
        FileDescriptor shared = FileDescriptor.buildFrom(
                file("shared.proto")
                        .addMessageType(DescriptorProto.newBuilder().setName("Shared"))
                        .build(),
                new FileDescriptor[0]);
        FileDescriptor main = FileDescriptor.buildFrom(
                file("main.proto", "shared.proto", "google/protobuf/timestamp.proto")
                        .addMessageType(DescriptorProto.newBuilder()
                                .setName("Main")
                                .addField(FieldDescriptorProto.newBuilder()
                                        .setName("shared")
                                        .setNumber(1)
                                        .setTypeName(".test.Shared"))
                                .addField(FieldDescriptorProto.newBuilder()
                                        .setName("at")
                                        .setNumber(2)
                                        .setTypeName(".google.protobuf.Timestamp")))
                        .build(),
                new FileDescriptor[] {shared, TimestampProto.getDescriptor()});

        byte[] bytes = DescriptorSet.write(main);

        assertThat(FileDescriptorSet.parseFrom(bytes).getFileList())
                .extracting(FileDescriptorProto::getName)
                .containsExactly("shared.proto", "main.proto");
        assertThat(DescriptorSet.read(bytes).toProto()).isEqualTo(main.toProto());
    }

    @Test
    void whatIsNoUsableSetIsRefusedWithTheReason() {
        assertRefused(new byte[0], "there is no file in it");
        assertRefused(new byte[] {1, 2, 3}, "");
        assertRefused(new byte[DescriptorSet.MAX_BYTES + 1], "1048577 bytes are more than the 1048576 that are read");
        assertRefused(
                set(file("a.proto", "b.proto"), file("b.proto", "a.proto")),
                "a.proto imports b.proto, which is not there");
        assertRefused(set(file("a.proto", "a.proto")), "a.proto imports a.proto, which is not there");
        assertRefused(
                set(file("a.proto")
                        .addMessageType(DescriptorProto.newBuilder()
                                .setName("A")
                                .addField(FieldDescriptorProto.newBuilder()
                                        .setName("b")
                                        .setNumber(1)
                                        .setTypeName(".test.Nowhere")))),
                "Nowhere");
        assertRefused(
                set(file("a.proto").setSyntax("editions").setEdition(DescriptorProtos.Edition.EDITION_99999_TEST_ONLY)),
                "99999");
    }

    @Test
    void filesAndImportsAreNotReadWithoutEnd() {
        FileDescriptorProto.Builder[] files = new FileDescriptorProto.Builder[257];
        for (int i = 0; i < files.length; i++) {
            files[i] = file(i + ".proto");
        }
        assertThat(DescriptorSet.read(set(Arrays.copyOf(files, 256))).getName()).isEqualTo("255.proto");
        assertRefused(set(files), "257 files are more than the 256 that are read");

        String[] imports = new String[64];
        Arrays.setAll(imports, i -> i + ".proto");
        for (int i = 64; i < 96; i++) {
            files[i] = file(i + ".proto", imports);
        }
        assertThat(DescriptorSet.read(set(Arrays.copyOf(files, 96))).getName()).isEqualTo("95.proto");
        files[96] = file("96.proto", imports);
        assertRefused(set(Arrays.copyOf(files, 97)), "2112 imports are more than the 2048 that are read");
    }

    @Test
    void messagesWithinMessagesWithoutEndAreRefused() {
        ByteString nested = ByteString.EMPTY;
        for (int i = 0; i < 10_000; i++) {
            nested = DescriptorProto.newBuilder()
                    .setName("A")
                    .build()
                    .toByteString()
                    .concat(field(3, nested));
        }
        assertRefused(field(1, field(4, nested)).toByteArray(), "too many levels of nesting");
    }

    private static ByteString field(int number, ByteString bytes) {
        try {
            ByteString.Output out = ByteString.newOutput();
            com.google.protobuf.CodedOutputStream coded = com.google.protobuf.CodedOutputStream.newInstance(out);
            coded.writeBytes(number, bytes);
            coded.flush();
            return out.toByteString();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}
