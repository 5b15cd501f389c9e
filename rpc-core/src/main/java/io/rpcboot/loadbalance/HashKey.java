package io.rpcboot.loadbalance;

import io.rpcboot.RpcHashKey;
import io.rpcboot.core.RpcCall;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What a call has in common with those that shall go to the same instance, as a number; the same in all processes. */
public final class HashKey {

    /** The metadata that holds the key; it beats the parameter that is annotated with {@link RpcHashKey}. */
    public static final String METADATA = "hash-key";

    private HashKey() {}

    /** Of this call; a number drawn by chance if it has no key. */
    public static long of(RpcCall call) {
        String text = call.hasMetadata() ? call.metadata().get(METADATA) : null;
        Object key = text != null ? text : argument(call);
        return key == null ? ThreadLocalRandom.current().nextLong() : of(key);
    }

    private static @Nullable Object argument(RpcCall call) {
        int parameter = call.method().hashParameter();
        return parameter < 0 ? null : ((Object[]) call.message())[parameter];
    }

    private static long of(Object key) {
        if (key instanceof Number number) {
            return mix(number.longValue());
        }
        if (key instanceof UUID uuid) {
            return mix(uuid.getMostSignificantBits() ^ mix(uuid.getLeastSignificantBits()));
        }
        return of(key instanceof Enum<?> constant ? constant.name() : key.toString());
    }

    /** FNV-1a over UTF-16, spread. */
    private static long of(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return mix(hash);
    }

    /** The finalizer of SplitMix64 (G. Steele, D. Lea, C. Flood, 2014): each bit of the result depends on each given one. */
    static long mix(long bits) {
        long mixed = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }
}
