package io.rpcboot.codec;

import io.rpcboot.schema.SchemaException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;

/** Method handles for the members of users' types, public or not. Found once, at start-up. */
final class Members {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private Members() {}

    @FunctionalInterface
    private interface Finder {
        MethodHandle find(MethodHandles.Lookup lookup) throws IllegalAccessException;
    }

    /** {@code (owner)value}, of the member's own types. */
    static MethodHandle reader(Member member) {
        return find(
                member,
                lookup -> member instanceof Method method
                        ? lookup.unreflect(method)
                        : lookup.unreflectGetter((Field) member));
    }

    /** {@code (owner, value)void}. */
    static MethodHandle setter(Method method) {
        return find(method, lookup -> lookup.unreflect(method));
    }

    static MethodHandle constructor(Constructor<?> constructor) {
        return find(constructor, lookup -> lookup.unreflectConstructor(constructor));
    }

    private static MethodHandle find(Member member, Finder finder) {
        Class<?> owner = member.getDeclaringClass();
        try {
            return finder.find(LOOKUP);
        } catch (IllegalAccessException notPublic) {
            try {
                return finder.find(MethodHandles.privateLookupIn(owner, LOOKUP));
            } catch (IllegalAccessException e) {
                SchemaException refused = new SchemaException(
                        owner.getName(),
                        "cannot be accessed; make it public, or let its module open " + owner.getPackageName());
                refused.initCause(e);
                throw refused;
            }
        }
    }

    /** The same handle, in whose type all that is no primitive is Object. */
    static MethodHandle erased(MethodHandle handle) {
        return handle.asType(handle.type().erase());
    }
}
