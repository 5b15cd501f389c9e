package io.rpcboot.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Injects a stub of a service that another process, or this one, exports: on a field, a setter, or a parameter of a
 * constructor or {@code @Bean} method.
 *
 * <p>Everything said here can be overridden in configuration under {@code rpc.references.<id>}. Text attributes may
 * hold {@code ${…}} placeholders.
 */
@Documented
@Autowired
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
public @interface RpcReference {

    /** The key under {@code rpc.references}; empty is the interface's simple name in kebab case. */
    String id() default "";

    /** The group; the default, empty, is the default group. */
    String group() default "";

    /** The version; empty is the default version, {@code *} any, {@code [1.2,2)} any from 1.2 up to 2, not included. */
    String version() default "";

    /** How long a call may take, in milliseconds; -1 leaves it to {@code @RpcMethod} and {@code rpc.client.timeout}. */
    long timeout() default -1;

    /** How often a call may be repeated where repeating is safe; -1 leaves it to {@code rpc.client.retries}. */
    int retries() default -1;

    /** The load balancer's name, as {@code round-robin}; empty leaves it to {@code rpc.client.loadbalance}. */
    String loadbalance() default "";

    /**
     * What becomes of a call when an instance fails or is slow: {@code failover}, which empty means, {@code failfast},
     * {@code hedged} (of idempotent methods only) or {@code broadcast}.
     */
    String cluster() default "";

    /** Whether start-up fails if no provider is there: {@code true}, {@code false}, or empty for {@code rpc.client.check}. */
    String check() default "";

    /** Whether the service is looked up and connected to at the first call only, rather than at start-up. */
    boolean lazy() default false;

    /** {@code host:port} of a provider, several by comma; empty asks the registry. */
    String url() default "";

    /**
     * Only instances with this tag; {@code cpu?} those tagged {@code cpu} as long as one of them is usable, then others;
     * empty takes any.
     */
    String tag() default "";

    /**
     * {@code prefer} calls a service of this process without the network, {@code strict} does so as if it were in another,
     * {@code never} always uses the network; empty leaves it to {@code rpc.client.local}.
     */
    String local() default "";

    /**
     * What answers when the service fails its caller: a class that implements the service's interface or, to see the
     * cause, {@link io.rpcboot.client.FallbackFactory} of it. If there is a bean of the class, it is taken; else an object
     * is made, and injected into like a bean. When it answers, and when it does not, is said at
     * {@link io.rpcboot.client.Reference#fallback}. The default is none.
     */
    Class<?> fallback() default void.class;
}
