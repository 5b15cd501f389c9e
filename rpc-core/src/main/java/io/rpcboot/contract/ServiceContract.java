package io.rpcboot.contract;

import java.util.List;

/**
 * What a Java interface says, once read. Immutable.
 *
 * @param javaInterface the interface
 * @param name the service's wire name
 * @param methods the remote methods; default methods without {@code @RpcMethod}, static methods and those of
 *     {@link Object} are not among them
 * @param fingerprint 64 bits that differ, as good as certainly, where the wire form of any method differs; names of
 *     fields and parameters are no part of it
 */
public record ServiceContract(Class<?> javaInterface, String name, List<ContractMethod> methods, long fingerprint) {

    /** Copies the list. */
    public ServiceContract {
        methods = List.copyOf(methods);
    }
}
