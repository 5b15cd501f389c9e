package io.rpcboot.schema;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares two schemas of a service: the messages of each method side by side, by field number, as they travel. The
 * names of messages and fields do not travel; a field's name counts only where the same name stands at another number.
 * The rules and where they come from are in {@code docs/contract.md}.
 */
public final class SchemaComparison {

    private SchemaComparison() {}

    /**
     * The differences, in the order of methods and fields; none if the same bytes mean the same on both sides.
     *
     * @param theirs the file of one service, as {@link ProtoSchema#file} makes it: a peer's, or an older one of ours
     * @param ours the file of the same service
     * @throws IllegalArgumentException if a file does not hold exactly one service
     */
    public static List<Difference> compare(FileDescriptor theirs, FileDescriptor ours) {
        return compare(ProtoSchema.of(theirs, List.of()), ProtoSchema.of(ours, List.of()));
    }

    /**
     * The differences, as above, where the messages of a service may be spread over several files.
     *
     * @param theirs a peer's schema, or an older one of ours
     * @param ours the schema of the same service
     */
    public static List<Difference> compare(ProtoSchema theirs, ProtoSchema ours) {
        ServiceDescriptor theirService = theirs.service();
        ServiceDescriptor ourService = ours.service();
        SchemaSide theirSide = new SchemaSide(theirs);
        SchemaSide ourSide = new SchemaSide(ours);
        Set<String> names = new TreeSet<>();
        theirService.getMethods().forEach(method -> names.add(method.getName()));
        ourService.getMethods().forEach(method -> names.add(method.getName()));
        List<Difference> differences = new ArrayList<>();
        for (String name : names) {
            new MethodComparison(theirSide, ourSide, name, differences)
                    .compare(theirService.findMethodByName(name), ourService.findMethodByName(name));
        }
        return List.copyOf(differences);
    }
}
