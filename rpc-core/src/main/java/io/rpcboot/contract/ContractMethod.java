package io.rpcboot.contract;

import io.rpcboot.core.MethodDescriptor;
import java.lang.reflect.Method;
import java.util.List;

/**
 * One remote method of a contract.
 *
 * @param javaMethod the interface's method
 * @param descriptor what the rest of the framework sees of it
 * @param parameterNames what the contract calls its parameters
 */
public record ContractMethod(Method javaMethod, MethodDescriptor descriptor, List<String> parameterNames) {

    /** Copies the list. */
    public ContractMethod {
        parameterNames = List.copyOf(parameterNames);
    }
}
