package io.rpcboot.client;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.rpcboot.RpcException;
import java.util.concurrent.CompletableFuture;

/**
 * Calls a service whose interface this process does not have, by its protobuf schema: for gateways, consoles and tools.
 * Made by {@link RpcClient#generic}. Calls go the same way as those of stubs, with the same balancing, deadlines and
 * retries, but always over the network. Safe for use by many threads.
 *
 * <p>A method takes and returns the messages that {@code docs/contract.md} describes: the request has a field for each
 * parameter, the response one that is called {@code result}; where a parameter or result is a protobuf class, it is the
 * whole message. The schema is what an instance tells of itself when the first method is called, and told again when one
 * is called that it lacks; that takes as long as a call may take, beside the call itself.
 *
 * <p>A method that may have run is not called again, unless its schema has the option {@code idempotency_level}.
 *
 * <p>All methods fail with {@link RpcException}, as stubs do; those that return a future let that fail. An exception that
 * the remote method declares is the cause of it, as a {@link GenericError}. Further, {@code UNIMPLEMENTED} is a method
 * that the schema lacks, {@code INVALID_ARGUMENT} a request that is not the method's.
 */
public final class GenericService {

    private final String description;
    private final GenericContracts contracts;

    GenericService(String description, GenericContracts contracts) {
        this.description = description;
        this.contracts = contracts;
    }

    /** The service's schema; blocks while it has to be asked for. */
    public ServiceDescriptor descriptor() {
        return contracts.get().descriptor();
    }

    /**
     * For building the request of a method; blocks while the schema has to be asked for.
     *
     * @param method the method's wire name
     */
    public DynamicMessage.Builder newRequest(String method) {
        return DynamicMessage.newBuilder(contracts.method(method).request());
    }

    /**
     * Calls a method and waits for the response.
     *
     * @param method the method's wire name
     * @param request any message of the type that the method takes, generated or dynamic
     */
    public DynamicMessage invoke(String method, Message request) {
        return contracts.method(method).invoke(request);
    }

    /** Calls a method; cancelling the future cancels the call. Does not block. */
    public CompletableFuture<DynamicMessage> invokeAsync(String method, Message request) {
        return contracts.later(method, found -> found.invokeAsync(request));
    }

    /**
     * Calls a method with what protobuf's JSON mapping says, and waits for the response in that form. Fields are called
     * as in Java; an unknown one is refused.
     *
     * @throws IllegalStateException if {@code com.google.protobuf:protobuf-java-util} is not on the class path
     */
    public String invokeJson(String method, String request) {
        GenericMethod found = contracts.method(method);
        return found.print(found.invoke(found.parse(request)));
    }

    /** The same without blocking; cancelling the future cancels the call. */
    public CompletableFuture<String> invokeJsonAsync(String method, String request) {
        return contracts.later(method, found -> {
            CompletableFuture<DynamicMessage> call = found.invokeAsync(found.parse(request));
            RelayedFuture<String> json = new RelayedFuture<>();
            json.isDoing(call);
            json.then(call, response -> json.complete(found.print(response)));
            return json;
        });
    }

    @Override
    public String toString() {
        return description;
    }
}
