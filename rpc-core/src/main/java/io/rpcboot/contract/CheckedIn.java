package io.rpcboot.contract;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import io.rpcboot.schema.ProtoSchema;
import io.rpcboot.schema.ProtoText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The {@code .proto} files of contracts where they are checked in. */
final class CheckedIn {

    private final Path root;
    private final UnaryOperator<Path> places;

    /** What files may import that are not made from Java: by what the contracts of today mention, no other is needed. */
    private final Map<String, FileDescriptor> foreign = new HashMap<>();

    private CheckedIn(Path root, UnaryOperator<Path> places, List<ProtoSchema> schemas) {
        this.root = root;
        this.places = places;
        Stream.of(TimestampProto.getDescriptor(), DurationProto.getDescriptor(), StructProto.getDescriptor())
                .forEach(file -> foreign.put(file.getName(), file));
        for (ProtoSchema schema : schemas) {
            for (FileDescriptor file : schema.files()) {
                file.getDependencies().stream()
                        .filter(each -> !schema.files().contains(each))
                        .forEach(each -> foreign.put(each.getName(), each));
            }
        }
    }

    /**
     * The files at a path.
     *
     * @throws IllegalArgumentException if there are several contracts for one file
     */
    static CheckedIn at(Path path, List<ProtoSchema> schemas) {
        if (!path.toString().endsWith(".proto")) {
            return new CheckedIn(path, UnaryOperator.identity(), schemas);
        }
        if (schemas.size() > 1) {
            throw new IllegalArgumentException(path + " is one file for " + schemas.size()
                    + " contracts; name a directory, in which each gets its own");
        }
        Path name = Path.of(schemas.get(0).file().getName());
        Path root = path.toAbsolutePath();
        if (root.endsWith(name)) {
            for (int i = 0; i < name.getNameCount(); i++) {
                root = parent(root);
            }
            return new CheckedIn(root, file -> file.endsWith(name) ? path : file, schemas);
        }
        return new CheckedIn(parent(root), file -> file.endsWith(name) ? path : file, schemas);
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }

    Path path(FileDescriptor file) {
        return path(file.getName());
    }

    private Path path(String name) {
        return places.apply(root.resolve(name));
    }

    /**
     * The schema that was checked in for the same service.
     *
     * @throws IllegalArgumentException if it is no valid proto3; the message names the file and, of its text, the line
     */
    ProtoSchema read(ProtoSchema schema) {
        Map<String, FileDescriptor> read = new LinkedHashMap<>();
        FileDescriptor file = read(schema.file().getName(), read, new ArrayList<>());
        List<FileDescriptor> imported = new ArrayList<>(read.values());
        imported.remove(file);
        return ProtoSchema.of(file, imported);
    }

    private FileDescriptor read(String name, Map<String, FileDescriptor> read, List<String> importing) {
        Path path = path(name);
        if (importing.contains(name)) {
            throw new IllegalArgumentException(path + ": imports itself, by way of " + importing);
        }
        importing.add(name);
        try {
            FileDescriptorProto text = ProtoText.parse(path.toString(), Files.readString(path)).toBuilder()
                    .setName(name)
                    .build();
            List<FileDescriptor> imports = new ArrayList<>();
            for (String each : text.getDependencyList()) {
                FileDescriptor found = imported(each, read, importing);
                if (found != null) {
                    imports.add(found);
                }
            }
            // Of what is imported and not known any more only the names are left.
            boolean complete = imports.size() == text.getDependencyCount();
            FileDescriptor file = FileDescriptor.buildFrom(text, imports.toArray(FileDescriptor[]::new), !complete);
            read.put(name, file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DescriptorValidationException e) {
            throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
        } finally {
            importing.remove(name);
        }
    }

    private @Nullable FileDescriptor imported(String name, Map<String, FileDescriptor> read, List<String> importing) {
        FileDescriptor known = foreign.getOrDefault(name, read.get(name));
        return known != null || !Files.exists(path(name)) ? known : read(name, read, importing);
    }

    /** Whether the files say the same as the contract, whatever their formatting. */
    boolean isUpToDate(ProtoSchema schema, ProtoSchema old) {
        Map<String, String> texts = new HashMap<>();
        old.files().forEach(file -> texts.put(file.getName(), ProtoText.printPlain(file)));
        return schema.files().stream()
                .allMatch(file -> ProtoText.printPlain(file).equals(texts.get(file.getName())));
    }
}
