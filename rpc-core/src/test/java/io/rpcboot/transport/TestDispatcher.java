package io.rpcboot.transport;

import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.core.ServiceId;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A server whose methods a test can set. */
public final class TestDispatcher implements ServerDispatcher {

    public static final String PROCESS_ID = "server-1";

    private final Map<String, ServerMethod> methods = new ConcurrentHashMap<>();
    public volatile InetSocketAddress boundTo;

    public TestDispatcher on(io.rpcboot.core.MethodDescriptor method, RpcHandler handler) {
        methods.put(method.name(), new ServerMethod(TestMethods.SERVICE, method, handler));
        return this;
    }

    @Override
    public String onBound(InetSocketAddress address) {
        boundTo = address;
        return PROCESS_ID;
    }

    @Override
    public ServerMethod find(ServiceId service, String method) {
        return service.equals(TestMethods.SERVICE) ? methods.get(method) : null;
    }

    @Override
    public RpcStatus refuse(ServiceId service, String method) {
        return RpcStatus.of(Code.UNIMPLEMENTED, service + "/" + method + " is not exported here");
    }
}
