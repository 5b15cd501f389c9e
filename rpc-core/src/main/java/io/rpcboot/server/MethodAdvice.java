package io.rpcboot.server;

import io.rpcboot.contract.ContractMethod;

/**
 * Puts code between the server and single methods of its beans, inside all interceptors: it sees arguments, result and
 * exceptions as the bean does. Asked once a method, when the server is built, so that methods it does not concern cost
 * nothing.
 */
@FunctionalInterface
public interface MethodAdvice {

    /**
     * What is to be called in place of the method.
     *
     * @param method the interface's method
     * @param bean the bean as it is exported, which may be a proxy
     * @param next the bean's method
     * @return {@code next} itself where there is nothing to do. What it throws reaches the caller as if the bean had
     *     thrown it
     */
    BeanMethod around(ContractMethod method, Object bean, BeanMethod next);
}
