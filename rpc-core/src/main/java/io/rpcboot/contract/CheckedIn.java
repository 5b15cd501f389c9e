package io.rpcboot.contract;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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

    boolean exists(FileDescriptor file) {
        return Files.exists(path(file));
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
        if (known == null && Files.exists(path(name))) {
            return read(name, read, importing);
        }
        if (known == null && Path.of(name).endsWith(ProtoSchema.SHARED_FILE)) {
            Path by = path(importing.get(importing.size() - 1));
            throw new IllegalArgumentException(path(name) + " is missing, which " + by
                    + " imports: what was in it cannot be compared; restore it from version control, or delete " + by
                    + " too if no peer has that version any more");
        }
        return known;
    }

    /** Whether the files say the same as the contract, whatever their formatting. */
    boolean isUpToDate(ProtoSchema schema, ProtoSchema old) {
        Map<String, String> texts = new HashMap<>();
        old.files().forEach(file -> texts.put(file.getName(), ProtoText.printPlain(file)));
        return schema.files().stream()
                .allMatch(file -> ProtoText.printPlain(file).equals(texts.get(file.getName())));
    }

    /** Whether there is this file and says the same, whatever its formatting. */
    boolean isUpToDate(FileDescriptor file) {
        return exists(file) && ProtoText.printPlain(read(file.getName())).equals(ProtoText.printPlain(file));
    }

    private FileDescriptor read(String name) {
        return read(name, new LinkedHashMap<>(), new ArrayList<>());
    }

    /**
     * What would be lost if a file that is no service's own were written: its types that are in no schema now, and that
     * none of the files of these contracts mentioned.
     */
    Set<String> typesOfOthers(FileDescriptor file, List<ProtoSchema> schemas, List<ProtoSchema> olds) {
        if (!file.getServices().isEmpty() || !exists(file)) {
            return Set.of();
        }
        Set<String> others = new TreeSet<>(types(read(file.getName())));
        schemas.forEach(schema -> schema.files().forEach(each -> others.removeAll(types(each))));
        olds.forEach(old -> others.removeAll(mentioned(old.file())));
        return others;
    }

    private static Set<String> types(FileDescriptor file) {
        Set<String> types = new HashSet<>();
        file.getMessageTypes().forEach(type -> types.add(type.getFullName()));
        file.getEnumTypes().forEach(type -> types.add(type.getFullName()));
        return types;
    }

    /** All types that the messages of a file lead to. */
    private static Set<String> mentioned(FileDescriptor file) {
        Set<String> mentioned = new HashSet<>();
        Deque<Descriptor> pending = new ArrayDeque<>(file.getMessageTypes());
        file.getServices()
                .forEach(service -> service.getMethods().forEach(method -> {
                    pending.add(method.getInputType());
                    pending.add(method.getOutputType());
                }));
        while (!pending.isEmpty()) {
            Descriptor message = pending.remove();
            if (mentioned.add(message.getFullName())) {
                for (FieldDescriptor field : message.getFields()) {
                    switch (field.getJavaType()) {
                        case MESSAGE -> pending.add(field.getMessageType());
                        case ENUM -> mentioned.add(field.getEnumType().getFullName());
                        default -> {}
                    }
                }
            }
        }
        return mentioned;
    }
}
