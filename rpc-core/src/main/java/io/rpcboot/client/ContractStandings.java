package io.rpcboot.client;

import io.rpcboot.contract.ContractDrift;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.transport.Connection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells how the contracts of instances stand to the one here. Safe for use by many threads. */
interface ContractStandings {

    /** Where there is no contract here: every instance's is as good as another's. */
    ContractStandings UNKNOWN = new ContractStandings() {
        @Override
        public Standing standingOf(RpcInstance instance, Connection connection, List<Runnable> afterwards) {
            return Standing.GOOD;
        }

        @Override
        public @Nullable Set<String> methods() {
            return null;
        }

        @Override
        public void addListener(Runnable listener) {}

        @Override
        public void removeListener(Runnable listener) {}
    };

    /**
     * What is known of an instance's contract.
     *
     * @param asked whether it is being asked for the first time, so that calls had better wait
     * @param drift in what it differs; null if in nothing, or if that is not known
     */
    record Standing(boolean asked, @Nullable ContractDrift drift) {

        /** Nothing is known against it. */
        static final Standing GOOD = new Standing(false, null);

        static final Standing ASKED = new Standing(true, null);
    }

    /**
     * What is known of the contract of an instance. If it has to be asked for, {@code afterwards} gets what does that,
     * to be run without any lock held.
     */
    Standing standingOf(RpcInstance instance, Connection connection, List<Runnable> afterwards);

    /** The wire names of the service's methods as they are here; null if that is not known. */
    @Nullable
    Set<String> methods();

    /** Has the listener told, without any lock held, when something is known that was not. */
    void addListener(Runnable listener);

    /** The listener is told no more. */
    void removeListener(Runnable listener);
}
