package io.rpcboot.codec;

import io.rpcboot.schema.SchemaException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;

/** Method handles for the members of users' types, public or not. Found once, at start-up. */
final class Members {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final MethodHandle GET_LONG = own("getLong", long.class);
    private static final MethodHandle GET_DOUBLE = own("getDouble", double.class);
    private static final MethodHandle GET_FLOAT = own("getFloat", float.class);
    private static final MethodHandle GET_REF = own("getRef", Object.class);

    private Members() {}

    @FunctionalInterface
    private interface Finder {
        MethodHandle find(MethodHandles.Lookup lookup) throws IllegalAccessException;
    }

    private static MethodHandle own(String name, Class<?> type) {
        try {
            return LOOKUP.findVirtual(Decoding.class, name, MethodType.methodType(type, int.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
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

    /** {@code (Decoding)type}: what lies in a slot. */
    static MethodHandle fromSlot(Class<?> type, int slot) {
        MethodHandle get;
        if (type == double.class) {
            get = GET_DOUBLE;
        } else if (type == float.class) {
            get = GET_FLOAT;
        } else {
            get = type.isPrimitive() ? GET_LONG : GET_REF;
        }
        return MethodHandles.explicitCastArguments(
                MethodHandles.insertArguments(get, 1, slot), MethodType.methodType(type, Decoding.class));
    }

    /** {@code (Decoding)type}: null. */
    static MethodHandle nothing(Class<?> type) {
        return MethodHandles.dropArguments(MethodHandles.constant(type, null), 0, Decoding.class);
    }
}
