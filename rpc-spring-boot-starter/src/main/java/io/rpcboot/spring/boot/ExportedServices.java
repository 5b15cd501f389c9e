package io.rpcboot.spring.boot;

import io.rpcboot.core.LocalServices;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.core.ServiceId;
import org.jspecify.annotations.Nullable;

/** What the context's server exports, for its client, which is made long before the server. */
final class ExportedServices implements LocalServices {

    private volatile @Nullable LocalServices services;

    /** They are known now. */
    void set(LocalServices services) {
        this.services = services;
    }

    @Override
    public @Nullable RpcHandler find(ServiceId service, Class<?> serviceInterface, String method) {
        LocalServices known = services;
        return known == null ? null : known.find(service, serviceInterface, method);
    }

    @Override
    public @Nullable RpcHandler findRemote(ServiceId service, String method) {
        LocalServices known = services;
        return known == null ? null : known.findRemote(service, method);
    }

    @Override
    public boolean isComplete() {
        LocalServices known = services;
        return known != null && known.isComplete();
    }
}
