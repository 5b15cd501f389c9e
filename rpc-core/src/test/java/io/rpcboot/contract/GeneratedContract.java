package io.rpcboot.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A service interface that was written by chance, compiled and loaded.
 *
 * @param seed what {@link ContractSource} made it from
 * @param type the interface
 * @param source its source text
 */
record GeneratedContract(long seed, Class<?> type, String source) {

    /** How many are compiled at once: javac is then cheap, and what is no longer used is collected. */
    private static final int BATCH = 250;

    /** The last batch; several properties ask for the same. */
    private static List<GeneratedContract> batch = List.of();

    /** Contracts from consecutive seeds, made as they are asked for. */
    static Stream<GeneratedContract> from(long seed, int count) {
        return IntStream.range(0, count).mapToObj(i -> {
            int batch = i / BATCH * BATCH;
            return batch(seed + batch, Math.min(BATCH, count - batch)).get(i - batch);
        });
    }

    private static synchronized List<GeneratedContract> batch(long seed, int count) {
        if (batch.size() != count || batch.get(0).seed != seed) {
            batch = compile(seed, count);
        }
        return batch;
    }

    private static List<GeneratedContract> compile(long seed, int count) {
        Map<String, String> sources = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            sources.put(name(seed + i), ContractSource.of(simpleName(seed + i), seed + i));
        }
        ClassLoader loader = Sources.compile(sources, "-parameters");
        List<GeneratedContract> contracts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = name(seed + i);
            try {
                contracts.add(new GeneratedContract(seed + i, loader.loadClass(name), sources.get(name)));
            } catch (ClassNotFoundException e) {
                throw new AssertionError(e);
            }
        }
        return contracts;
    }

    private static String name(long seed) {
        return ContractSource.PACKAGE + "." + simpleName(seed);
    }

    private static String simpleName(long seed) {
        return "Service" + Long.toUnsignedString(seed);
    }

    @Override
    public String toString() {
        return source;
    }
}
