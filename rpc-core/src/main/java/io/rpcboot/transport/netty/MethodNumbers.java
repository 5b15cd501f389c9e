package io.rpcboot.transport.netty;

import io.rpcboot.core.MethodDescriptor;
import io.rpcboot.core.ServiceId;
import io.rpcboot.protocol.MethodName;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** The numbers that one connection has given to the methods of one service. Belongs to the event loop. */
final class MethodNumbers {

    private final ServiceId service;
    private final IdentityHashMap<MethodDescriptor, Integer> byMethod = new IdentityHashMap<>();
    private @Nullable MethodDescriptor latest;
    private int latestNumber;

    MethodNumbers(ServiceId service) {
        this.service = service;
    }

    MethodName name(MethodDescriptor method) {
        return new MethodName(service, method.name());
    }

    /** The method's number; -1 if it has none yet. */
    int get(MethodDescriptor method) {
        if (method != latest) {
            Integer number = byMethod.get(method);
            if (number == null) {
                return -1;
            }
            latest = method;
            latestNumber = number;
        }
        return latestNumber;
    }

    void put(MethodDescriptor method, int number) {
        byMethod.put(method, number);
    }
}
