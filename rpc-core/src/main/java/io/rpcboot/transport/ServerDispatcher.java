package io.rpcboot.transport;

import io.rpcboot.RpcStatus;
import io.rpcboot.core.ServiceId;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Where a server transport's calls go. Its methods run on transport threads and must not block. */
public interface ServerDispatcher {

    /**
     * Called once, after the bind and before the first connection is served.
     *
     * @return the process id that the transport is to introduce this process with
     */
    String onBound(InetSocketAddress address);

    /** The method of that name of that service; null if this process does not export it. */
    @Nullable
    ServerMethod find(ServiceId service, String method);

    /** How to refuse a call to a method that {@link #find} did not find; says what is exported instead. */
    RpcStatus refuse(ServiceId service, String method);
}
