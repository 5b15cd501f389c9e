package io.rpcboot.server;

import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.LocalServices;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.core.ServiceId;
import io.rpcboot.transport.InMemoryMethod;
import io.rpcboot.transport.ServerMethod;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which method answers to which name. Filled before the server starts, unchanged afterwards. */
final class ServiceRouter implements LocalServices {

    /** An exported service: its methods by wire name, as they are called from afar and from this process. */
    record Service(Class<?> serviceInterface, Map<String, ServerMethod> remote, Map<String, RpcHandler> local) {}

    private final Map<ServiceId, Service> services = new LinkedHashMap<>();

    void add(ServiceId id, Service service) {
        if (services.putIfAbsent(id, service) != null) {
            throw new IllegalArgumentException(
                    id + " is exported twice; give one of the beans another group or version");
        }
    }

    @Nullable
    ServerMethod find(ServiceId id, String method) {
        Service service = services.get(id);
        return service == null ? null : service.remote().get(method);
    }

    @Override
    public @Nullable RpcHandler find(ServiceId id, Class<?> serviceInterface, String method) {
        Service service = services.get(id);
        return service == null || service.serviceInterface() != serviceInterface
                ? null
                : service.local().get(method);
    }

    @Override
    public @Nullable RpcHandler findRemote(ServiceId id, String method) {
        ServerMethod found = find(id, method);
        return found == null ? null : new InMemoryMethod(found);
    }

    @Override
    public boolean isComplete() {
        return true;
    }

    /** Why there is no such method, and what there is instead. */
    RpcStatus refuse(ServiceId id, String method) {
        Service service = services.get(id);
        String message = service != null
                ? id + " has no method \"" + method + "\" here; it has "
                        + new TreeSet<>(service.remote().keySet())
                : id + " is not exported here; this process exports " + services.keySet();
        return RpcStatus.of(Code.UNIMPLEMENTED, message).withNotExecuted(true);
    }
}
