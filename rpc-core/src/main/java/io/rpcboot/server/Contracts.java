package io.rpcboot.server;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.contract.ContractDescription;
import io.rpcboot.contract.ContractMethod;
import io.rpcboot.contract.ContractReader;
import io.rpcboot.contract.ContractReflection;
import io.rpcboot.core.CallTracer;
import io.rpcboot.core.ServiceId;
import io.rpcboot.transport.ServerMethod;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The service by which a server tells the contracts of the others. It is answered on the transport's thread, from
 * memory: a full pool does not keep consumers from learning why their calls fail. Filled before the server starts,
 * unchanged afterwards.
 */
final class Contracts implements ContractReflection {

    private static final ServiceId ID = ServiceId.of(NAME);

    private final Map<ServiceId, ContractDescription> exported = new LinkedHashMap<>();
    private final Map<String, ServerMethod> methods = new HashMap<>();

    Contracts() {
        ThrownErrors errors = new ThrownErrors(false);
        for (ContractMethod method :
                ContractReader.read(ContractReflection.class).methods()) {
            methods.put(
                    method.descriptor().name(),
                    new ServerMethod(
                            ID,
                            method.descriptor(),
                            new DecodingHandler(
                                    CallTracer.NONE,
                                    new ServiceMethod(method, this, List.of(), errors, CallTracer.NONE))));
        }
        add(ID, ContractReflection.class);
    }

    /** Describes it at once: that takes longer than a transport's thread has. */
    void add(ServiceId id, Class<?> serviceInterface) {
        exported.put(id, ContractReader.describe(serviceInterface));
    }

    /** The method of this very service; null if another is asked for. */
    @Nullable
    ServerMethod find(ServiceId service, String method) {
        return service.equals(ID) ? methods.get(method) : null;
    }

    @Override
    public ContractDescription describe(String service, String group, String version) {
        ServiceId id = new ServiceId(orEmpty(service), orEmpty(group), orEmpty(version));
        ContractDescription description = exported.get(id);
        if (description == null) {
            throw new RpcException(
                    Code.NOT_FOUND,
                    id + " is not exported here; this process exports "
                            + exported.keySet().stream()
                                    .filter(other -> !other.equals(ID))
                                    .toList());
        }
        return description;
    }

    /** Who writes protobuf by other means may leave out what is empty. */
    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
