package io.rpcboot;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says by which parameter a consumer whose load balancer is {@code consistent-hash} chooses the instance: calls with the
 * same value go to the same one. For one parameter of a method, a {@code String}, whole number, {@code char}, enum or
 * {@code UUID}; no part of the contract with the provider.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface RpcHashKey {}
