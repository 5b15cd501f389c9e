package io.rpcboot.contract;

import io.rpcboot.core.MethodDescriptor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
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

    private static final MethodType INVOKER = MethodType.methodType(Object.class, Object.class, Object[].class);

    /** Copies the list. */
    public ContractMethod {
        parameterNames = List.copyOf(parameterNames);
    }

    /**
     * What calls the method on an object that implements it: {@code (Object target, Object[] arguments) -> Object}.
     *
     * @throws IllegalArgumentException if the interface is not open to this library
     */
    public MethodHandle invoker() {
        try {
            javaMethod.setAccessible(true); // an interface may be package-private
            return MethodHandles.lookup()
                    .unreflect(javaMethod)
                    .asSpreader(Object[].class, javaMethod.getParameterCount())
                    .asType(INVOKER);
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(
                    javaMethod + " cannot be called: make its interface public, or open its package to this library",
                    e);
        }
    }
}
