package io.rpcboot.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where consumers learn who is there. Safe for use by many threads. */
public interface ServiceDiscovery extends AutoCloseable {

    /**
     * Follows a service. The listener hears the instances of all groups and versions, whenever they are known or have
     * changed, in whole immutable lists; nothing before the first are known. An unreachable registry is not news: the
     * last list stays. An empty list says that the registry knows of none. Does not wait for the registry.
     *
     * @param service the service's wire name
     */
    Subscription subscribe(String service, Listener listener);

    /** A phrase for error messages: which registry this is and how it is doing, e.g. {@code zookeeper://… (connected)}. */
    String describe();

    /** Ends all subscriptions and disconnects. */
    @Override
    void close();

    /** Hears of a service; called by one thread at a time, must not block. */
    @FunctionalInterface
    interface Listener {

        /** These are the instances now. */
        void onInstances(List<RpcInstance> instances);

        /**
         * These are the operators' rules for the service now, as they were written: nobody has read them yet, and they
         * may be none at all. If there are some at first, they are heard before the first instances; while there are
         * none, nothing is heard. An unreachable registry is not news: the last ones stay.
         *
         * @param rules null if there are none any more
         */
        default void onRules(@Nullable String rules) {}
    }

    /** What ends when closed; the listener may hear one last list that was under way. */
    interface Subscription extends AutoCloseable {

        /** Stops listening. */
        @Override
        void close();
    }
}
