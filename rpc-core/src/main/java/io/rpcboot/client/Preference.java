package io.rpcboot.client;

import io.rpcboot.registry.RpcInstance.Attributes;
import io.rpcboot.rules.Condition;
import io.rpcboot.rules.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whom a reference calls of those that it could call: those that are not ejected before those that are; of these the
 * ones that are as rule and reference would have them; of these primaries before backups; of these the ones in its own
 * zone before others, unless they are so few that they would have to do too much. Whoever is not preferred is called
 * only while nobody is who is. Immutable.
 */
final class Preference {

    /** One narrowing, and why it passes over an instance, for people. */
    private record Step(
            Predicate<Target> better,
            Function<Target, String> otherwise,
            BiPredicate<List<Target>, List<Target>> suffice) {

        Step(Predicate<Target> better, Function<Target, String> otherwise) {
            this(better, otherwise, (narrowed, targets) -> true);
        }

        List<Target> narrow(List<Target> targets) {
            List<Target> narrowed = targets.stream().filter(better).toList();
            return narrowed.isEmpty() || !suffice.test(narrowed, targets) ? targets : narrowed;
        }
    }

    private static final Step WELL =
            new Step(target -> !target.isEjected(), target -> String.valueOf(target.whyEjected()));
    private static final Step WELL_OR_ON_TRIAL =
            new Step(target -> !target.isEjected() || target.isOnTrial(), WELL.otherwise());
    private static final Step PRIMARY = new Step(
            target -> !attributes(target).role().equals(Attributes.BACKUP),
            target -> "backup, while a primary is there");

    /** Times as much as on average is not much more: Envoy's overprovisioning factor. */
    private static final double SPARE = 1.4;

    private final Step well;
    private final String zone;
    private final List<Condition> preferred;
    private final List<Step> steps = new ArrayList<>();

    private Preference(Step well, String zone, List<Condition> preferred) {
        this.well = well;
        this.zone = zone;
        this.preferred = preferred;
        steps.add(well);
        preferred.forEach(condition -> steps.add(such(condition)));
        steps.add(PRIMARY);
        if (!zone.isEmpty()) {
            steps.add(near(zone));
        }
    }

    /**
     * That of a reference.
     *
     * @param zone the zone of this process; empty prefers none
     * @param route what the reference asks for
     */
    static Preference of(String zone, Route route) {
        return new Preference(WELL, zone, route.preferred());
    }

    /** This, after what a rule prefers. */
    Preference after(Route rule) {
        List<Condition> all = new ArrayList<>(rule.preferred());
        all.addAll(preferred);
        return new Preference(well, zone, all);
    }

    /** This, if those on trial were not ejected any more. */
    Preference trying() {
        return new Preference(WELL_OR_ON_TRIAL, zone, preferred);
    }

    private static Step such(Condition condition) {
        return new Step(
                target -> condition.isMetBy(target.instance()),
                target -> condition.had(target.instance()) + ", not " + condition.asked() + " as others have");
    }

    private static Step near(String zone) {
        return new Step(
                target -> attributes(target).zone().equals(zone),
                target -> "in zone \"" + attributes(target).zone() + "\", not in \"" + zone + "\" as others are",
                Preference::areEnough);
    }

    /** Whether a zone can take its share of all calls, if each zone makes as many, without much more to do than others. */
    private static boolean areEnough(List<Target> near, List<Target> all) {
        long zones =
                all.stream().map(target -> attributes(target).zone()).distinct().count();
        return SPARE * zones * weight(near) >= weight(all);
    }

    private static double weight(List<Target> targets) {
        return targets.stream().mapToDouble(Target::weight).sum();
    }

    /** Whether it depends on weights, which rise while instances start slowly. */
    boolean weighs() {
        return !zone.isEmpty();
    }

    /** The preferred ones; empty only if there are none at all. */
    List<Target> of(List<Target> targets) {
        List<Target> left = targets;
        for (Step step : steps) {
            left = step.narrow(left);
        }
        return left;
    }

    /** Why somebody else of these is called before this one, for people; null if nobody is. */
    @Nullable
    String whyNot(Target target, List<Target> targets) {
        List<Target> left = targets;
        for (Step step : steps) {
            left = step.narrow(left);
            if (!left.contains(target)) {
                return step.otherwise().apply(target);
            }
        }
        return null;
    }

    private static Attributes attributes(Target target) {
        return target.instance().attributes();
    }
}
