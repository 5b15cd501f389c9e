package io.rpcboot.client;

import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.contract.ContractDrift;
import io.rpcboot.contract.ContractDrift.Effect;
import io.rpcboot.contract.ContractDrift.MethodDrift;
import io.rpcboot.core.MethodDescriptor;
import io.rpcboot.rules.Route;
import io.rpcboot.rules.ServiceRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The instances that could take calls now, and those of them that do because they are preferred; of each method that some
 * cannot take, because they have another contract, or that a rule leads elsewhere, those that do take it. Immutable.
 */
final class Ready {

    static final Ready NOBODY = new Ready(List.of(), List.of(), null, ServiceRules.NONE, null);

    private static final int MAX_NAMED = 3;

    private final List<Target> all;
    private final List<Target> preferred;

    /** By method's wire name; null, as it is where all contracts agree and no rule says otherwise, is none. */
    private final @Nullable Map<String, List<Target>> restricted;

    private final ServiceRules rules;

    /** The same if those on trial were not ejected any more; null, as it is in good times, if none is. */
    private final @Nullable Ready trying;

    private Ready(
            List<Target> all,
            List<Target> preferred,
            @Nullable Map<String, List<Target>> restricted,
            ServiceRules rules,
            @Nullable Ready trying) {
        this.all = all;
        this.preferred = preferred;
        this.restricted = restricted;
        this.rules = rules;
        this.trying = trying;
    }

    static Ready of(List<Target> targets, Preference preference, ServiceRules rules) {
        boolean trials = targets.stream().anyMatch(Target::isOnTrial);
        return of(targets, preference, rules, trials ? of(targets, preference.trying(), rules, null) : null);
    }

    private static Ready of(List<Target> targets, Preference preference, ServiceRules rules, @Nullable Ready trying) {
        Map<String, List<Target>> restricted = new HashMap<>();
        for (String method : special(targets, rules)) {
            Route route = rules.route(method);
            restricted.put(method, preference.after(route).of(taking(method, route, targets)));
        }
        return new Ready(
                List.copyOf(targets),
                List.copyOf(preference.of(targets)),
                restricted.isEmpty() ? null : restricted,
                rules,
                trying);
    }

    private static List<Target> taking(String method, Route route, Collection<Target> targets) {
        return targets.stream()
                .filter(target -> target.takes(method) && route.missing(target.instance()) == null)
                .toList();
    }

    /** The methods that not just any of these takes. */
    private static Set<String> special(List<Target> targets, ServiceRules rules) {
        Set<String> methods = new HashSet<>(rules.methods().keySet());
        for (Target target : targets) {
            ContractDrift drift = target.standing().drift();
            if (drift != null) {
                drift.methods().stream()
                        .filter(method -> !method.isCallable())
                        .forEach(method -> methods.add(method.method()));
            }
        }
        return methods;
    }

    /** All of them, whatever methods they have, preferred or not. */
    List<Target> all() {
        return all;
    }

    /** Those that are called before others, for methods that they have. */
    List<Target> preferred() {
        return preferred;
    }

    /** Those that can take calls of the method; the same list until anything changes. */
    List<Target> candidates(MethodDescriptor method) {
        Map<String, List<Target>> lists = restricted;
        return lists == null ? preferred : lists.getOrDefault(method.name(), preferred);
    }

    /** One that was ejected and is to be tried by a call of the method, which must tell how it ends; null if none is. */
    @Nullable
    Target claimTrial(MethodDescriptor method) {
        if (trying != null) {
            for (Target target : trying.candidates(method)) {
                if (target.claimTrial()) {
                    return target;
                }
            }
        }
        return null;
    }

    /** Those of these that may take a call of the method, preferred or not. */
    List<Target> taking(MethodDescriptor method, Collection<Target> targets) {
        return taking(method.name(), rules.route(method.name()), targets);
    }

    /** Why nobody takes a call to a method that none of these takes. */
    RpcStatus refuse(MethodDescriptor method) {
        Map<MethodDrift, List<Target>> nodes = new LinkedHashMap<>();
        for (Target target : all) {
            MethodDrift drift = target.drift(method.name());
            if (drift != null) {
                nodes.computeIfAbsent(drift, unheard -> new ArrayList<>()).add(target);
            }
        }
        boolean missing = nodes.keySet().stream().allMatch(drift -> drift.effect() == Effect.MISSING);
        String places = nodes.entrySet().stream()
                .map(entry -> entry.getKey() + " at node " + nodes(entry.getValue()))
                .collect(Collectors.joining("; "));
        return missing
                ? RpcStatus.of(
                        Code.UNIMPLEMENTED,
                        method.fullName() + ": no instance has this method: " + places
                                + "; deploy providers that have it ahead of their consumers")
                : RpcStatus.of(
                        Code.FAILED_PRECONDITION,
                        method.fullName() + ": no instance has this method as it is here: " + places
                                + "; build both sides from the same interface, or from compatible ones");
    }

    private static String nodes(List<Target> targets) {
        String named = targets.stream().limit(MAX_NAMED).map(Target::toString).collect(Collectors.joining(", "));
        return targets.size() <= MAX_NAMED ? named : named + " and " + (targets.size() - MAX_NAMED) + " more";
    }
}
