package io.rpcboot.transport.netty;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What many threads want to send, for one event loop to take all at once. Who puts the first one in must wake the
 * loop; the others need not, which is what makes one wake-up serve many.
 */
final class SendQueue {

    /** The latest, linked to those before it. */
    private final AtomicReference<@Nullable Sendable> latest = new AtomicReference<>();

    /** Adds at the end, from any thread, and says whether the queue was empty. */
    boolean push(Sendable added) {
        Sendable before;
        do {
            before = latest.get();
            added.next(before);
        } while (!latest.compareAndSet(before, added));
        return before == null;
    }

    /** Empties the queue and returns its first element, linked to those that came after it; null if there is none. */
    @Nullable
    Sendable takeAll() {
        if (latest.get() == null) {
            return null;
        }
        Sendable rest = latest.getAndSet(null);
        Sendable first = null;
        while (rest != null) {
            Sendable before = rest.next();
            rest.next(first);
            first = rest;
            rest = before;
        }
        return first;
    }
}
