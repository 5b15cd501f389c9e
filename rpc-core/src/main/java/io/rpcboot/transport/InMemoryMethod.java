package io.rpcboot.transport;

import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;

/**
 * Takes calls of this process to one of its own exported methods as if they came from another: what goes either way is
 * encoded and decoded again, and the method runs where the server has it run.
 */
public final class InMemoryMethod implements RpcHandler {

    private final ServerMethod method;

    /** Takes calls to this method. */
    public InMemoryMethod(ServerMethod method) {
        this.method = method;
    }

    @Override
    public void handle(RpcCall call, ReplyListener reply) {
        byte[] request = InMemoryExchange.request(call, reply);
        if (request != null) {
            new InMemoryExchange(call, reply, Integer.MAX_VALUE, null, ended -> {}).run(method, request, null);
        }
    }

    @Override
    public String toString() {
        return "in memory -> " + method.handler();
    }
}
