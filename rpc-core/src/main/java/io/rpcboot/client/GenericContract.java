package io.rpcboot.client;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.schema.ProtoSchema;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What is known of a generic service, and the methods of it that have been called. Safe for use by many threads. */
final class GenericContract {

    /** Makes what calls a method. */
    @FunctionalInterface
    interface Methods {
        GenericMethod of(String wireName, MethodDescriptor descriptor);
    }

    private final String service;
    private final ServiceDescriptor descriptor;
    private final Methods methods;
    private final Map<String, GenericMethod> called = new ConcurrentHashMap<>();

    GenericContract(String service, ServiceDescriptor descriptor, Methods methods) {
        this.service = service;
        this.descriptor = descriptor;
        this.methods = methods;
    }

    ServiceDescriptor descriptor() {
        return descriptor;
    }

    /** The method with this wire name; null if there is none. */
    @Nullable
    GenericMethod find(String name) {
        GenericMethod known = called.get(name);
        if (known != null) {
            return known;
        }
        MethodDescriptor method = descriptor.findMethodByName(ProtoSchema.methodName(name));
        if (method == null) {
            return null;
        }
        if (method.isClientStreaming() || method.isServerStreaming()) {
            throw unimplemented(name, "streaming is not supported");
        }
        return called.computeIfAbsent(name, first -> methods.of(name, method));
    }

    /** The same; throws UNIMPLEMENTED if there is none. */
    GenericMethod require(String name) {
        GenericMethod found = find(name);
        if (found == null) {
            throw unimplemented(
                    name,
                    "the contract has no such method; it has "
                            + descriptor.getMethods().stream()
                                    .map(MethodDescriptor::getName)
                                    .sorted()
                                    .toList());
        }
        return found;
    }

    private RpcException unimplemented(String method, String why) {
        String name = service + "/" + method;
        return RpcException.ofCall(
                RpcStatus.of(Code.UNIMPLEMENTED, name + ": " + why).withNotExecuted(true), name);
    }
}
