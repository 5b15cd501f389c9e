package io.rpcboot;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What callers may assume of a method. Also exposes a {@code default} method as a remote one. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface RpcMethod {

    /** The method's name on the wire; needed to tell overloads apart. The default, empty, is the Java name. */
    String name() default "";

    /**
     * Whether running the method twice has the effect of running it once. Only such a method is ever repeated
     * after it may have run.
     */
    boolean idempotent() default false;

    /**
     * How long a caller waits, in milliseconds, when neither the reference nor configuration says otherwise;
     * -1, the default, leaves it to {@code rpc.client.timeout}.
     */
    long timeout() default -1;

    /** Whether the caller goes on once the request is written, hearing of neither result nor failure. */
    boolean oneway() default false;
}
