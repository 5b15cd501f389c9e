package io.rpcboot.schema;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;

/** The text form of proto3 files: to print it and to read it again. */
public final class ProtoText {

    private ProtoText() {}

    /**
     * A file as text that protoc compiles: the service first, then messages and enums in the order in which its methods
     * use them. Comments are those that the descriptor carries; {@link ProtoSchema} puts in where each message came from.
     *
     * @throws IllegalArgumentException if the file has what is not proto3, or extensions
     */
    public static String print(FileDescriptor file) {
        return new ProtoPrinter(file, true).print();
    }

    /**
     * The same without comments, except those that mean something: two files with the same such text differ in
     * nothing but formatting.
     */
    public static String printPlain(FileDescriptor file) {
        return new ProtoPrinter(file, false).print();
    }

    /**
     * Reads a file, wherever it was written: all of proto3 but extensions and groups. Types keep the names by which the
     * text refers to them, as {@link FileDescriptor#buildFrom} takes them. Options are read over, except
     * {@code json_name}; so are comments, except the one that marks an enum's default.
     *
     * @param name the file's name, by which others import it
     * @throws IllegalArgumentException if it cannot be read; the message begins with name and line
     */
    public static FileDescriptorProto parse(String name, String text) {
        return new ProtoParser(name, text).parse();
    }
}
