package io.rpcboot.client;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a stub does with a method: routes it. */
final class ServiceInvocationHandler implements InvocationHandler {

    private final String description;
    private final Map<Method, ClientMethod> methods;

    /** By the stub class's own Method objects, which are the same at every call and need no comparing of names and types. */
    private volatile IdentityHashMap<Method, ClientMethod> seen = new IdentityHashMap<>();

    ServiceInvocationHandler(String description, Map<Method, ClientMethod> methods) {
        this.description = description;
        this.methods = methods;
    }

    @Override
    public @Nullable Object invoke(Object stub, Method method, Object @Nullable [] arguments) throws Throwable {
        ClientMethod remote = seen.get(method);
        if (remote == null) {
            remote = find(method);
        }
        if (remote != null) {
            return remote.invoke(arguments);
        }
        if (method.getDeclaringClass() == Object.class) {
            return answerLocally(stub, method, arguments);
        }
        return InvocationHandler.invokeDefault(stub, method, arguments);
    }

    private @Nullable ClientMethod find(Method method) {
        ClientMethod remote = methods.get(method);
        if (remote != null && seen.size() < methods.size()) {
            remember(method, remote);
        }
        return remote;
    }

    private synchronized void remember(Method method, ClientMethod remote) {
        IdentityHashMap<Method, ClientMethod> more = new IdentityHashMap<>(seen);
        more.put(method, remote);
        seen = more;
    }

    private Object answerLocally(Object stub, Method method, Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "equals" -> arguments != null && stub == arguments[0];
            case "hashCode" -> System.identityHashCode(stub);
            default -> description;
        };
    }
}
