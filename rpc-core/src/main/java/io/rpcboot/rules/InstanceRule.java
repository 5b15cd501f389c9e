package io.rpcboot.rules;

import io.rpcboot.registry.RpcInstance;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The weight of some instances, in place of the one that they registered with.
 *
 * @param match what an instance must be for the rule to concern it, all of it
 * @param weight their share of the calls in proportion to other instances' weights; 0 takes them out of use
 */
public record InstanceRule(List<Condition> match, int weight) {

    /** Copies the list. */
    public InstanceRule {
        match = List.copyOf(match);
    }

    boolean concerns(RpcInstance instance) {
        return match.stream().allMatch(condition -> condition.isMetBy(instance));
    }

    /** {@code weight 50 by the rule for tag "cpu"}. */
    @Override
    public String toString() {
        return "weight " + weight + " by the rule for "
                + match.stream().map(Condition::toString).collect(Collectors.joining(", "));
    }
}
