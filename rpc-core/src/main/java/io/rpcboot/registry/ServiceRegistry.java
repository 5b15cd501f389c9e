package io.rpcboot.registry;

/** Where providers say that they are there. Safe for use by many threads. */
public interface ServiceRegistry extends AutoCloseable {

    /**
     * Publishes an instance and keeps it published until the registration is closed, whatever happens to the registry
     * meanwhile. Does not wait for the registry.
     *
     * @throws IllegalStateException if this process has published the same service, group and version already
     */
    Registration register(RpcInstance instance);

    /** Withdraws what is still registered and disconnects. */
    @Override
    void close();
}
