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
import org.jspecify.annotations.Nullable;
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
 * {@code -Drpc.contract.update=true} or {@link #updating}. Where the environment variable {@code CI} is set, to anything
 * but {@code false}, a missing file fails instead, because what would be written there is thrown away. Formatting and
 * comments do not count, except {@code // @RpcEnumDefault}.
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
        return of(List.copyOf(contracts), System.getenv("CI"), System.getProperty("rpc.contract.update"));
    }

    /** With what {@code CI} and {@code -Drpc.contract.update} are set to; null if they are not. */
    static ContractAssert of(List<Class<?>> contracts, @Nullable String ci, @Nullable String update) {
        return new ContractAssert(
                contracts,
                ci != null && !ci.isEmpty() && !ci.equalsIgnoreCase("false"),
                "true".equalsIgnoreCase(update));
    }

    /**
     * The same, with compatible changes written to the files that are behind. Those are written anew: options and
     * comments that were added by hand are lost.
     */
    public ContractAssert updating() {
        return new ContractAssert(contracts, ci, true);
    }

    /**
     * Compares.
     *
     * @param checkedIn a directory, in which files lie by package as protoc wants them; or, of one contract, a file that
     *     ends in {@code .proto}
     * @return this
     * @throws AssertionError if a change is breaking, a file cannot be read as proto3, or is missing on CI; also if a
     *     shared file that another imports is missing, or one to be written holds types of contracts not named here
     * @throws UncheckedIOException if a file cannot be read or written
     */
    public ContractAssert isCompatibleWith(Path checkedIn) {
        List<ProtoSchema> schemas = ContractReader.schemas(contracts);
        CheckedIn files = CheckedIn.at(checkedIn, schemas);
        try {
            check(schemas, files);
        } catch (IllegalArgumentException e) {
            throw new AssertionError(e.getMessage(), e);
        }
        return this;
    }

    private void check(List<ProtoSchema> schemas, CheckedIn files) {
        List<String> failures = new ArrayList<>();
        Set<FileDescriptor> missing = new LinkedHashSet<>();
        List<ProtoSchema> olds = new ArrayList<>();
        Map<ProtoSchema, String> behind = new LinkedHashMap<>();
        for (ProtoSchema schema : schemas) {
            schema.files().stream().filter(file -> !files.exists(file)).forEach(missing::add);
            if (!files.exists(schema.file())) {
                continue;
            }
            Path path = files.path(schema.file());
            ProtoSchema old = read(files, schema);
            olds.add(old);
            List<Difference> differences = SchemaComparison.compare(old, schema);
            List<Difference> breaking =
                    differences.stream().filter(ContractAssert::fails).toList();
            if (!breaking.isEmpty()) {
                failures.add(service(schema) + " is not compatible with " + path + ":\n" + list(breaking));
            } else if (!files.isUpToDate(schema, old)) {
                behind.put(
                        schema,
                        path + (differences.isEmpty() ? ": names of messages or fields" : ":\n" + list(differences)));
            }
        }
        if (!failures.isEmpty()) {
            failures.add("If no peer has the checked-in version any more, delete the file and run the test again.");
        }
        if (ci) {
            missing.forEach(file -> failures.add(files.path(file)
                    + " is missing; run this test where CI is not set, and commit the file that it writes"));
        }
        if (!failures.isEmpty()) {
            throw new AssertionError(String.join("\n", failures));
        }
        Set<FileDescriptor> toWrite = new LinkedHashSet<>(missing);
        if (update) {
            behind.keySet().forEach(schema -> toWrite.addAll(schema.files()));
        }
        addWhatMustFit(toWrite, schemas, files);
        write(toWrite, schemas, olds, files);
        behind.keySet().removeIf(schema -> toWrite.contains(schema.file()));
        if (!behind.isEmpty()) {
            LOG.warn(
                    "Checked-in contracts are behind by compatible changes; run the test with"
                            + " -Drpc.contract.update=true and commit what it writes:\n{}",
                    String.join("\n", behind.values()));
        }
    }

    /**
     * A type stands in the shared file or in a service's. So a file that is written takes the shared one along if that is
     * behind, and this all files of those that share.
     */
    private static void addWhatMustFit(Set<FileDescriptor> toWrite, List<ProtoSchema> schemas, CheckedIn files) {
        List<ProtoSchema> sharing =
                schemas.stream().filter(schema -> schema.files().size() > 1).toList();
        boolean behind = sharing.stream()
                .filter(schema -> schema.files().stream().anyMatch(toWrite::contains))
                .flatMap(schema -> schema.files().stream().skip(1))
                .anyMatch(shared -> !files.isUpToDate(shared));
        if (behind) {
            sharing.forEach(schema -> toWrite.addAll(schema.files()));
        }
    }

    private static boolean fails(Difference difference) {
        return difference.isBreaking() || difference.effect() == Difference.Effect.NUMBER_NOT_KEPT;
    }

    private static String service(ProtoSchema schema) {
        return schema.service().getFullName();
    }

    private static ProtoSchema read(CheckedIn files, ProtoSchema schema) {
        ProtoSchema old = files.read(schema);
        if (!service(old).equals(service(schema))) {
            throw new AssertionError(files.path(schema.file()) + " holds " + service(old) + " and not "
                    + service(schema) + "; give each contract a file of its own");
        }
        return old;
    }

    /** What is said of a difference, in whichever methods it was found. */
    private record Finding(String fact, String cure) {

        static Finding of(Difference difference) {
            String effect = switch (difference.effect()) {
                case COMPATIBLE, NUMBER_NOT_KEPT -> "";
                case THEIRS_UNREADABLE -> "; new peers could not read what old ones write";
                case OURS_UNREADABLE -> "; old peers could not read what new ones write";
                case BREAKING -> "; old and new peers could not read each other";
            };
            return new Finding(difference.describe("in the file", "in Java") + effect, difference.cure());
        }

        String text(Set<String> methods) {
            return "  " + fact + " (" + String.join(", ", methods) + ")"
                    + (cure.isEmpty() ? "" : "\n    cure: " + cure);
        }
    }

    /** One line for a finding, however many methods it was made in, and one for its cure. */
    private static String list(List<Difference> differences) {
        Map<Finding, Set<String>> methods = new LinkedHashMap<>();
        for (Difference difference : differences) {
            methods.computeIfAbsent(Finding.of(difference), any -> new TreeSet<>())
                    .add(difference.method());
        }
        List<String> lines = new ArrayList<>();
        methods.forEach((finding, in) -> lines.add(finding.text(in)));
        return String.join("\n", lines);
    }

    private static void write(
            Set<FileDescriptor> toWrite, List<ProtoSchema> schemas, List<ProtoSchema> olds, CheckedIn files) {
        for (FileDescriptor file : toWrite) {
            Set<String> others = files.typesOfOthers(file, schemas, olds);
            if (!others.isEmpty()) {
                throw new AssertionError(files.path(file) + " holds types of other contracts, which would be lost: "
                        + String.join(", ", others)
                        + "; name all contracts of this directory in one call, or delete the"
                        + " file if no other contract imports it");
            }
        }
        try {
            for (FileDescriptor file : toWrite) {
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
