package io.rpcboot.protocol;

import io.rpcboot.core.ServiceId;

/** A method as it is named on the wire. */
public record MethodName(ServiceId service, String method) {

    /** {@code service/method}. */
    @Override
    public String toString() {
        return service + "/" + method;
    }
}
