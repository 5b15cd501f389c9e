package io.rpcboot.contract;

import io.rpcboot.contract.ContractDescription.MethodFingerprint;
import io.rpcboot.schema.DescriptorSet;
import io.rpcboot.schema.Difference;
import io.rpcboot.schema.ProtoSchema;
import io.rpcboot.schema.SchemaComparison;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** In what the contract of a service in another process differs from the one here, method by method. Immutable. */
public final class ContractDrift {

    private static final int MAX_SHOWN = 20;
    private static final int MAX_TEXT = 200;

    /** What a difference means to calls of the method from here, the harmless first. */
    public enum Effect {
        /** Both sides understand each other. */
        COMPATIBLE,
        /** Both sides understand each other, but for some calls, which end with an error. */
        RISKY,
        /** What one side writes the other reads wrongly, or not at all. */
        INCOMPATIBLE,
        /** The other side does not have the method. */
        MISSING
    }

    /**
     * A method that is not the same there.
     *
     * @param method the wire name
     * @param effect what that means to calls
     * @param differences what differs, for people: {@code `User.age`: int32 here, string there}
     */
    public record MethodDrift(String method, Effect effect, List<String> differences) {

        /** Copies the list. */
        public MethodDrift {
            differences = List.copyOf(differences);
        }

        /** Whether calls of the method can go there. */
        public boolean isCallable() {
            return effect == Effect.COMPATIBLE || effect == Effect.RISKY;
        }

        /** What differs, to be followed by where. */
        @Override
        public String toString() {
            return shown(differences);
        }
    }

    private final Map<String, MethodDrift> methods;

    private ContractDrift(Map<String, MethodDrift> methods) {
        this.methods = methods;
    }

    /**
     * Compares what the interface says with what the other side says.
     *
     * @throws ContractException if the interface cannot be a contract
     */
    public static ContractDrift between(Class<?> iface, ContractDescription there) {
        Map<String, Long> theirs = new HashMap<>();
        there.methods().forEach(method -> theirs.put(method.name(), method.fingerprint()));
        Comparison comparison = new Comparison(iface, there.descriptor());
        Map<String, MethodDrift> drifted = new LinkedHashMap<>();
        for (MethodFingerprint ours : ContractReader.methodFingerprints(iface)) {
            Long fingerprint = theirs.get(ours.name());
            if (fingerprint == null) {
                drifted.put(
                        ours.name(),
                        new MethodDrift(
                                ours.name(), Effect.MISSING, List.of("`" + ours.name() + "` here, missing there")));
            } else if (fingerprint != ours.fingerprint()) {
                MethodDrift drift = comparison.of(ours.name(), fingerprint != 0);
                if (drift != null) {
                    drifted.put(ours.name(), drift);
                }
            }
        }
        return new ContractDrift(drifted);
    }

    /** The schemas of both sides, compared when the first method asks. */
    private static final class Comparison {

        private final Class<?> iface;
        private final byte[] theirs;
        private @Nullable List<Difference> found;
        private String failure = "";

        Comparison(Class<?> iface, byte[] theirs) {
            this.iface = iface;
            this.theirs = theirs;
        }

        /** Null if nothing differs; which cannot be so if {@code fingerprints} did. */
        @Nullable
        MethodDrift of(String method, boolean fingerprints) {
            List<Difference> all = found;
            if (all == null) {
                all = compare();
                found = all;
            }
            String name = ProtoSchema.methodName(method);
            Effect effect = Effect.COMPATIBLE;
            Set<String> harmless = new LinkedHashSet<>();
            Set<String> harmful = new LinkedHashSet<>();
            for (Difference difference : all) {
                if (difference.method().equals(name)) {
                    Effect one = effect(difference);
                    effect = one.compareTo(effect) > 0 ? one : effect;
                    (one == Effect.COMPATIBLE ? harmless : harmful).add(describe(difference));
                }
            }
            if (harmless.isEmpty() && harmful.isEmpty()) {
                if (!fingerprints && failure.isEmpty()) {
                    return null;
                }
                harmless.add("`" + method + "`: "
                        + (failure.isEmpty()
                                ? "another fingerprint there, but the same messages"
                                : "another fingerprint there; how it looks is not known (" + failure + ")"));
            }
            return new MethodDrift(method, effect, List.copyOf(harmful.isEmpty() ? harmless : harmful));
        }

        private List<Difference> compare() {
            try {
                return SchemaComparison.compare(
                        DescriptorSet.read(theirs), ContractReader.schema(iface).file());
            } catch (RuntimeException | StackOverflowError e) { // of what another process says anything may be wrong
                failure = printable(String.valueOf(e.getMessage()));
                return List.of();
            }
        }

        private static Effect effect(Difference difference) {
            if (!difference.breaksCallsToThem()) {
                return Effect.COMPATIBLE;
            }
            return difference.showsOnlyInSomeCalls() ? Effect.RISKY : Effect.INCOMPATIBLE;
        }

        private static String describe(Difference difference) {
            return printable(
                    "`" + difference.place() + "`: " + difference.ours() + " here, " + difference.theirs() + " there");
        }
    }

    /** Names come from the other side. */
    private static String printable(String text) {
        String line = text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", " ");
        return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT) + "…";
    }

    /** How the method with this wire name differs; null if it is the same there. */
    public @Nullable MethodDrift of(String method) {
        return methods.get(method);
    }

    /** All methods that are not the same there, by name. */
    public List<MethodDrift> methods() {
        return List.copyOf(methods.values());
    }

    /** What it comes to: the worst of the methods. */
    public Effect effect() {
        return methods.values().stream()
                .map(MethodDrift::effect)
                .max(Effect::compareTo)
                .orElse(Effect.COMPATIBLE);
    }

    /** All differences, each with the methods that it concerns. */
    @Override
    public String toString() {
        Map<String, List<String>> concerned = new LinkedHashMap<>();
        for (MethodDrift method : methods.values()) {
            for (String difference : method.differences()) {
                concerned
                        .computeIfAbsent(difference, unheard -> new ArrayList<>())
                        .add(method.method());
            }
        }
        if (concerned.isEmpty()) {
            return "nothing that is called from here";
        }
        return shown(concerned.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .toList());
    }

    /** As many as a person may want to read. */
    private static String shown(List<String> all) {
        String first = all.stream().limit(MAX_SHOWN).collect(Collectors.joining(", "));
        return all.size() <= MAX_SHOWN ? first : first + " and " + (all.size() - MAX_SHOWN) + " more";
    }
}
