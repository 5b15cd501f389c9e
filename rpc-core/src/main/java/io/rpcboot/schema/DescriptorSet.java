package io.rpcboot.schema;

import com.google.protobuf.AnyProto;
import com.google.protobuf.ApiProto;
import com.google.protobuf.DescriptorProtos;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.FieldMaskProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.SourceContextProto;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.TypeProto;
import com.google.protobuf.WrappersProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A file with everything that it imports, as the bytes of a {@code google.protobuf.FileDescriptorSet}: imports ahead of
 * those who import them, the file itself last. The files that come with every protobuf library
 * ({@code google/protobuf/timestamp.proto}, …) are left out.
 */
public final class DescriptorSet {

    /** The most that {@link #read} takes: a contract of a thousand methods is a quarter of it. */
    public static final int MAX_BYTES = 1 << 20;

    /** Of files, and of imports in all of them: protobuf's checks take longer than their number grows. */
    private static final int MAX_FILES = 256;

    private static final int MAX_IMPORTS = 2_048;

    private static final Map<String, FileDescriptor> WELL_KNOWN = Stream.of(
                    AnyProto.getDescriptor(),
                    ApiProto.getDescriptor(),
                    DescriptorProtos.getDescriptor(),
                    DurationProto.getDescriptor(),
                    EmptyProto.getDescriptor(),
                    FieldMaskProto.getDescriptor(),
                    SourceContextProto.getDescriptor(),
                    StructProto.getDescriptor(),
                    TimestampProto.getDescriptor(),
                    TypeProto.getDescriptor(),
                    WrappersProto.getDescriptor())
            .collect(Collectors.toUnmodifiableMap(FileDescriptor::getName, file -> file));

    private DescriptorSet() {}

    /** The file and what it imports. */
    public static byte[] write(FileDescriptor file) {
        Map<String, FileDescriptorProto> files = new LinkedHashMap<>();
        collect(file, files);
        return FileDescriptorSet.newBuilder().addAllFile(files.values()).build().toByteArray();
    }

    private static void collect(FileDescriptor file, Map<String, FileDescriptorProto> files) {
        if (WELL_KNOWN.containsKey(file.getName()) || files.containsKey(file.getName())) {
            return;
        }
        file.getDependencies().forEach(dependency -> collect(dependency, files));
        files.put(file.getName(), file.toProto());
    }

    /**
     * The last file of the set, whoever wrote it. Its imports are found in the set or among those that come with
     * protobuf, and nowhere else; no name in it is resolved to a class.
     *
     * @throws IllegalArgumentException if bytes, files or imports are too many, the bytes are no such set, or the files
     *     are not valid; the message says why
     */
    public static FileDescriptor read(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw invalid(bytes.length + " bytes are more than the " + MAX_BYTES + " that are read");
        }
        try {
            Map<String, FileDescriptor> files = new HashMap<>(WELL_KNOWN);
            FileDescriptor last = null;
            FileDescriptorSet set = FileDescriptorSet.parseFrom(bytes);
            refuseTooMany("files", set.getFileCount(), MAX_FILES);
            refuseTooMany(
                    "imports",
                    set.getFileList().stream()
                            .mapToInt(FileDescriptorProto::getDependencyCount)
                            .sum(),
                    MAX_IMPORTS);
            for (FileDescriptorProto file : set.getFileList()) {
                last = build(file, imports(file, files));
                files.putIfAbsent(file.getName(), last);
            }
            if (last == null) {
                throw invalid("there is no file in it");
            }
            return last;
        } catch (InvalidProtocolBufferException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private static void refuseTooMany(String what, int count, int most) {
        if (count > most) {
            throw invalid(count + " " + what + " are more than the " + most + " that are read");
        }
    }

    private static FileDescriptor build(FileDescriptorProto file, FileDescriptor[] imports) {
        try {
            return FileDescriptor.buildFrom(file, imports);
        } catch (DescriptorValidationException e) {
            throw invalid(String.valueOf(e.getMessage()));
        } catch (RuntimeException | StackOverflowError e) { // protobuf checks much of a descriptor, but not all
            throw invalid(e.toString());
        }
    }

    private static FileDescriptor[] imports(FileDescriptorProto file, Map<String, FileDescriptor> files) {
        List<FileDescriptor> imports = new ArrayList<>();
        for (String name : file.getDependencyList()) {
            FileDescriptor imported = files.get(name);
            if (imported == null) {
                throw invalid(file.getName() + " imports " + name + ", which is not there");
            }
            imports.add(imported);
        }
        return imports.toArray(FileDescriptor[]::new);
    }

    private static IllegalArgumentException invalid(String why) {
        return new IllegalArgumentException("not a usable descriptor set: " + why);
    }
}
