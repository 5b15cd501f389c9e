package io.rpcboot.contract;

import io.rpcboot.core.MethodDescriptor;
import java.lang.reflect.Method;

/**
 * One remote method of a contract.
 *
 * @param javaMethod the interface's method
 * @param descriptor what the rest of the framework sees of it
 */
public record ContractMethod(Method javaMethod, MethodDescriptor descriptor) {}
