package io.rpcboot.contract;

import com.google.protobuf.Descriptors.FileDescriptor;
import io.rpcboot.schema.Difference;
import io.rpcboot.schema.ProtoSchema;
import io.rpcboot.schema.ProtoText;
import io.rpcboot.schema.SchemaComparison;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For your tests: holds a contract to its checked-in {@code .proto}, so that a change which would break a running peer
 * breaks the build first.
 *
 * <pre>{@code
 * @Test
 * void isCompatible() {
 *     ContractAssert.assertThat(FriendService.class).isCompatibleWith(Path.of("src/main/proto"));
 * }
 * }</pre>
 *
 * <p>The first run writes the file; commit it. From then on breaking changes fail, all of them in one
 * {@link AssertionError}. Compatible ones pass with a warning that the file is behind, and are written to it with
 * {@code -Drpc.contract.update=true} or {@link #updating}. Where the environment variable {@code CI} is set a missing
 * file fails instead, because what would be written there is thrown away. Formatting and comments do not count, except
 * {@code // @RpcEnumDefault}.
 */
public final class ContractAssert {

    private static final Logger LOG = LoggerFactory.getLogger(ContractAssert.class);

    private final List<Class<?>> contracts;
    private final boolean ci;
    private final boolean update;

    ContractAssert(List<Class<?>> contracts, boolean ci, boolean update) {
        this.contracts = List.copyOf(contracts);
        this.ci = ci;
        this.update = update;
    }

    /**
     * Contracts that are checked in together. Of several, types that they share stand in a file of their own.
     *
     * @throws ContractException if an interface cannot be a contract
     */
    public static ContractAssert assertThat(Class<?> contract, Class<?>... others) {
        Set<Class<?>> contracts = new LinkedHashSet<>(List.of(contract));
        contracts.addAll(List.of(others));
        String ci = System.getenv("CI");
        return new ContractAssert(
                List.copyOf(contracts),
                ci != null && !ci.isEmpty() && !ci.equalsIgnoreCase("false"),
                Boolean.getBoolean("rpc.contract.update"));
    }

    /** The same, with compatible changes written to the files. */
    public ContractAssert updating() {
        return new ContractAssert(contracts, ci, true);
    }

    /**
     * Compares.
     *
     * @param checkedIn a directory, in which files lie by package as protoc wants them; or, of one contract, a file that
     *     ends in {@code .proto}
     * @return this
     * @throws AssertionError if a change is breaking, a file cannot be read as proto3, or is missing on CI
     * @throws UncheckedIOException if a file cannot be read or written
     */
    public ContractAssert isCompatibleWith(Path checkedIn) {
        List<ProtoSchema> schemas = ContractReader.schemas(contracts);
        CheckedIn files = CheckedIn.at(checkedIn, schemas);
        List<String> failures = new ArrayList<>();
        List<String> behind = new ArrayList<>();
        boolean missing = false;
        for (ProtoSchema schema : schemas) {
            Path path = files.path(schema.file());
            if (!Files.exists(path)) {
                missing = true;
                if (ci) {
                    failures.add(path + " is missing; run this test where CI is not set, and commit the file that it"
                            + " writes");
                }
                continue;
            }
            ProtoSchema old = read(files, schema);
            List<Difference> differences = SchemaComparison.compare(old, schema);
            List<Difference> breaking =
                    differences.stream().filter(ContractAssert::fails).toList();
            if (!breaking.isEmpty()) {
                failures.add(service(schema) + " is not compatible with " + path + ":\n" + list(breaking));
            } else if (!files.isUpToDate(schema, old)) {
                behind.add(
                        path + (differences.isEmpty() ? ": names of messages or fields" : ":\n" + list(differences)));
            }
        }
        if (!failures.isEmpty()) {
            throw new AssertionError(String.join("\n", failures)
                    + "\nIf no peer has the checked-in version any more, delete the file and run the test again.");
        }
        if (missing || update && !behind.isEmpty()) {
            write(schemas, files);
        } else if (!behind.isEmpty()) {
            LOG.warn(
                    "Checked-in contracts are behind by compatible changes; run the test with"
                            + " -Drpc.contract.update=true and commit what it writes:\n{}",
                    String.join("\n", behind));
        }
        return this;
    }

    private static boolean fails(Difference difference) {
        return difference.isBreaking() || difference.effect() == Difference.Effect.NUMBER_NOT_KEPT;
    }

    private static String service(ProtoSchema schema) {
        return schema.service().getFullName();
    }

    private static ProtoSchema read(CheckedIn files, ProtoSchema schema) {
        try {
            ProtoSchema old = files.read(schema);
            if (!service(old).equals(service(schema))) {
                throw new AssertionError(files.path(schema.file()) + " holds " + service(old) + " and not "
                        + service(schema) + "; give each contract a file of its own");
            }
            return old;
        } catch (IllegalArgumentException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    /** One line for a difference, however many methods it was found in, and one for its cure. */
    private static String list(List<Difference> differences) {
        Map<String, Set<String>> methods = new LinkedHashMap<>();
        for (Difference difference : differences) {
            methods.computeIfAbsent(text(difference), any -> new TreeSet<>()).add(difference.method());
        }
        List<String> lines = new ArrayList<>();
        methods.forEach((text, in) -> lines.add("  " + String.format(text, String.join(", ", in))));
        return String.join("\n", lines);
    }

    /** With a place for the methods. */
    private static String text(Difference difference) {
        String fact = difference.describe("in the file", "in Java").replace("%", "%%");
        String effect = switch (difference.effect()) {
            case COMPATIBLE, NUMBER_NOT_KEPT -> "";
            case THEIRS_UNREADABLE -> "; new peers could not read what old ones write";
            case OURS_UNREADABLE -> "; old peers could not read what new ones write";
            case BREAKING -> "; old and new peers could not read each other";
        };
        String cure = difference.cure().isEmpty()
                ? ""
                : "\n    cure: " + difference.cure().replace("%", "%%");
        return fact + effect + " (%s)" + cure;
    }

    private static void write(List<ProtoSchema> schemas, CheckedIn files) {
        Set<FileDescriptor> all = new LinkedHashSet<>();
        schemas.forEach(schema -> all.addAll(schema.files()));
        try {
            for (FileDescriptor file : all) {
                Path path = files.path(file);
                String text = ProtoText.print(file);
                if (!Files.exists(path) || !Files.readString(path).equals(text)) {
                    Files.createDirectories(path.toAbsolutePath().getParent());
                    Files.writeString(path, text);
                    LOG.warn("Wrote {}; commit it, so that later changes are compared with it", path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
