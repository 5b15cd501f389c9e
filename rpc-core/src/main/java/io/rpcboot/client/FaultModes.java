package io.rpcboot.client;

import io.rpcboot.contract.ContractMethod;
import io.rpcboot.contract.ServiceContract;
import java.util.List;

/** Which fault mode each method of a reference has. */
final class FaultModes {

    private FaultModes() {}

    /** That of the method with this name, as the reference asks for. */
    static FaultMode of(Reference<?> reference, String method) {
        FaultMode own = reference.of(method).cluster;
        if (own != null) {
            return own;
        }
        return reference.cluster == null ? FaultMode.FAILOVER : reference.cluster;
    }

    /** Refuses, with an {@link IllegalArgumentException}, to have a method hedged that must not run twice. */
    static void check(Reference<?> reference, ServiceContract contract) {
        List<ContractMethod> unfit = contract.methods().stream()
                .filter(method -> of(reference, name(method)) == FaultMode.HEDGED && !canBeHedged(method))
                .toList();
        unfit.forEach(method -> checkOwn(reference, method));
        if (!unfit.isEmpty()) {
            throw new IllegalArgumentException("cluster \"hedged\" of the reference to " + reference.service()
                    + " is only for methods that are declared @RpcMethod(idempotent = true) and have an answer, not for "
                    + unfit.stream().map(FaultModes::name).sorted().toList()
                    + "; set it on single methods instead (methods.<method>.cluster)");
        }
    }

    private static void checkOwn(Reference<?> reference, ContractMethod method) {
        if (reference.of(name(method)).cluster == FaultMode.HEDGED) {
            throw new IllegalArgumentException("cluster \"hedged\" of method \"" + name(method)
                    + "\" of the reference to " + reference.service()
                    + (method.descriptor().oneway()
                            ? " means nothing: a one-way call has no answer that another could come before"
                            : " could make it run twice, and it is not declared @RpcMethod(idempotent = true);"
                                    + " declare it so if that does no harm, or leave it to \"failover\""));
        }
    }

    /** The same for a reference without an interface, whose methods are not known yet. */
    static void checkGeneric(Reference<?> reference) {
        boolean hedged = reference.cluster == FaultMode.HEDGED
                || reference.methods.values().stream().anyMatch(own -> own.cluster == FaultMode.HEDGED);
        if (hedged) {
            throw new IllegalArgumentException("cluster \"hedged\" of the generic reference to " + reference.service()
                    + " could make methods run twice that must not; leave it to \"failover\"");
        }
    }

    private static boolean canBeHedged(ContractMethod method) {
        return method.descriptor().idempotent() && !method.descriptor().oneway();
    }

    private static String name(ContractMethod method) {
        return method.javaMethod().getName();
    }
}
