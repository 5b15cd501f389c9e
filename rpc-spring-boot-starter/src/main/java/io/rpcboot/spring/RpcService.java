package io.rpcboot.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.stereotype.Service;

/**
 * Marks a bean that other processes may call through its interface. A stereotype: component scanning finds it.
 *
 * <p>Everything said here can be overridden in configuration under {@code rpc.services.<id>}, where the id is the
 * interface's simple name in kebab case: {@code friend-service}. Text attributes may hold {@code ${…}} placeholders.
 */
@Documented
@Service
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface RpcService {

    /** The interface to export; needed only if the bean's class implements more than one candidate. */
    Class<?> interfaceClass() default void.class;

    /** The group; the default, empty, is the default group. */
    String group() default "";

    /** The version; the default, empty, is the default version. */
    String version() default "";

    /** The share of calls in proportion to other instances' weights; -1, the default, is 100; 0 takes none. */
    int weight() default -1;

    /** A free label for routing; empty is none. */
    String tag() default "";

    /** {@code primary} or {@code backup}; empty is primary. */
    String role() default "";

    /** How many calls of this service may run at once; -1 leaves it to {@code rpc.server.max-concurrency}. */
    int maxConcurrency() default -1;

    /**
     * Where the methods run: {@code pool}, {@code virtual}, {@code direct} (on the thread that reads the network, for
     * methods that never block) or the name of an {@code Executor} bean; empty leaves it to {@code rpc.server.executor}.
     */
    String executor() default "";
}
