package io.rpcboot.demo.provider;

import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.core.RpcInterceptor;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.stereotype.Component;

/** Counts the calls that come in from other processes. */
@Component
class ServerCalls implements RpcInterceptor {

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    @Override
    public void intercept(RpcCall call, ReplyListener reply, RpcHandler next) {
        // A call from within the process has no peer.
        if (call.peer() != null) {
            counts.computeIfAbsent(MethodNames.shortName(call), name -> new LongAdder())
                    .increment();
        }
        next.handle(call, reply);
    }

    /** The count of each method called so far. */
    Map<String, Long> counts() {
        Map<String, Long> now = new TreeMap<>();
        counts.forEach((method, count) -> now.put(method, count.sum()));
        return now;
    }
}
