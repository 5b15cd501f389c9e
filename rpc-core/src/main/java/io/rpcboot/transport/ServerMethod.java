package io.rpcboot.transport;

import io.rpcboot.core.MethodDescriptor;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.core.ServiceId;

/**
 * An exported method.
 *
 * @param service the service, with its concrete group and version
 * @param descriptor how its messages look
 * @param handler takes its calls, on the transport's thread, and hops to an executor before anything slow
 */
public record ServerMethod(ServiceId service, MethodDescriptor descriptor, RpcHandler handler) {}
