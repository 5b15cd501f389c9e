package io.rpcboot.core;

import org.jspecify.annotations.Nullable;

/** The services that this very process exports, for callers who need no network to reach them. */
public interface LocalServices {

    /** Of a process that exports nothing. */
    LocalServices NONE = new LocalServices() {
        @Override
        public @Nullable RpcHandler find(ServiceId service, Class<?> serviceInterface, String method) {
            return null;
        }

        @Override
        public @Nullable RpcHandler findRemote(ServiceId service, String method) {
            return null;
        }

        @Override
        public boolean isComplete() {
            return true;
        }
    };

    /**
     * What answers calls to the method on the caller's thread, through the server's interceptors; null if the service
     * is not exported here, or through another class than {@code serviceInterface}.
     */
    @Nullable
    RpcHandler find(ServiceId service, Class<?> serviceInterface, String method);

    /**
     * What answers calls to the method as if they came from another process: from their encoded message, on the server's
     * executor and within its limits, with a reply that has been encoded; null if the service is not exported here.
     */
    @Nullable
    RpcHandler findRemote(ServiceId service, String method);

    /** Whether both will answer the same from now on. */
    boolean isComplete();
}
