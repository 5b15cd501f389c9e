package io.rpcboot;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Pins the name under which a service interface is known on the wire and in the registry. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface RpcContract {

    /** The service's name: a dotted Java identifier. The default, empty, is the interface's full name. */
    String name() default "";
}
