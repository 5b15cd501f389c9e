package io.rpcboot.client;

import io.rpcboot.registry.RpcInstance.Attributes;
import java.util.List;
import java.util.function.Predicate;

/**
 * Whom a reference calls of those that it could call: those that are not ejected before those that are, of these primaries
 * before backups, of these the ones in its own zone before others. Whoever is not preferred is called only while nobody
 * is who is.
 *
 * @param zone the zone of this process; empty prefers none
 */
record Preference(String zone) {

    /** The preferred ones; empty only if there are none at all. */
    List<Target> of(List<Target> targets) {
        List<Target> fit = narrow(targets, target -> !target.isEjected());
        List<Target> primaries = narrow(fit, Preference::isPrimary);
        return zone.isEmpty() ? primaries : narrow(primaries, this::isNear);
    }

    /** Why somebody else is called before this one, for people. */
    String whyNot(Target target) {
        String ejected = target.whyEjected();
        if (ejected != null) {
            return ejected;
        }
        return isPrimary(target)
                ? "in zone \"" + attributes(target).zone() + "\", not in \"" + zone + "\" as others are"
                : "backup, while a primary is there";
    }

    private static List<Target> narrow(List<Target> targets, Predicate<Target> better) {
        List<Target> narrowed = targets.stream().filter(better).toList();
        return narrowed.isEmpty() ? targets : narrowed;
    }

    private static boolean isPrimary(Target target) {
        return !attributes(target).role().equals(Attributes.BACKUP);
    }

    private boolean isNear(Target target) {
        return attributes(target).zone().equals(zone);
    }

    private static Attributes attributes(Target target) {
        return target.instance().attributes();
    }
}
