package io.rpcboot.client;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import java.util.concurrent.CompletableFuture;

/**
 * One method of a generic service: made when it is first called.
 *
 * @param request what it takes
 * @param blocking waits for the answer
 * @param future does not
 */
record GenericMethod(Descriptor request, ClientMethod blocking, ClientMethod future) {

    /** The request that this JSON says. */
    Message parse(String json) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(request);
        try {
            Json.parse(json, message);
        } catch (IllegalArgumentException e) {
            throw refused(Code.INVALID_ARGUMENT, String.valueOf(e.getMessage()), true);
        }
        return message.build();
    }

    String print(Message response) {
        try {
            return Json.print(response);
        } catch (IllegalArgumentException e) {
            throw refused(Code.INTERNAL, String.valueOf(e.getMessage()), false);
        }
    }

    DynamicMessage invoke(Message message) {
        try {
            return (DynamicMessage) result(blocking, message);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) { // no method of which only the descriptor is known declares any
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked") // the response marshaller's type
    CompletableFuture<DynamicMessage> invokeAsync(Message message) {
        try {
            return (CompletableFuture<DynamicMessage>) result(future, message);
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Object result(ClientMethod method, Message message) throws Throwable {
        String type = message.getDescriptorForType().getFullName();
        if (!type.equals(request.getFullName())) {
            throw refused(Code.INVALID_ARGUMENT, "takes a " + request.getFullName() + ", not a " + type, true);
        }
        Object result = method.invoke(new Object[] {message});
        if (result == null) {
            throw refused(Code.INTERNAL, "there is no response", false);
        }
        return result;
    }

    private RpcException refused(Code code, String why, boolean notExecuted) {
        String name = blocking.descriptor().fullName();
        return RpcException.ofCall(RpcStatus.of(code, name + ": " + why).withNotExecuted(notExecuted), name);
    }
}
