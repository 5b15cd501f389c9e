package io.rpcboot.client;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.contract.ContractDescription;
import io.rpcboot.core.RpcContext;
import io.rpcboot.core.Ticker;
import io.rpcboot.schema.DescriptorSet;
import io.rpcboot.schema.ProtoSchema;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where a generic service has its contract from: an instance, which is asked at the first call, and again when a method is
 * called that the contract lacks. Safe for use by many threads.
 */
final class GenericContracts {

    /** How long a contract is believed that lacks what is called. */
    private static final long BELIEVED_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final Object[] NO_ARGUMENTS = {};

    /** What is done with a method. */
    @FunctionalInterface
    interface Use<T> {
        CompletableFuture<T> of(GenericMethod method);
    }

    private final String service;
    private final GenericContract.Methods methods;
    private final ClientMethod describe;
    private final ClientMethod describeLater;
    private final Executor reading;
    private final Ticker ticker;
    private volatile @Nullable Known known;

    /** @param lastsUntil by the ticker; null is for ever */
    private record Known(GenericContract contract, @Nullable Long lastsUntil) {}

    /**
     * @param given what the contract is; null asks an instance
     * @param describe asks an instance, and waits
     * @param describeLater asks an instance, and does not
     * @param reading where an answer is read that nobody waits for
     */
    GenericContracts(
            String service,
            @Nullable ServiceDescriptor given,
            GenericContract.Methods methods,
            ClientMethod describe,
            ClientMethod describeLater,
            Executor reading,
            Ticker ticker) {
        this.service = service;
        this.methods = methods;
        this.describe = describe;
        this.describeLater = describeLater;
        this.reading = reading;
        this.ticker = ticker;
        this.known = given == null ? null : new Known(new GenericContract(service, given, methods), null);
    }

    /** The contract; blocks while it has to be asked for. */
    GenericContract get() {
        Known now = known;
        return now != null ? now.contract() : ask();
    }

    /** The method with this wire name; blocks while the contract has to be asked for. */
    GenericMethod method(String name) {
        GenericMethod found = find(name);
        if (found != null) {
            return found;
        }
        return (isToBeAsked() ? ask() : get()).require(name);
    }

    /** Uses the method with this wire name as soon as it is known. */
    <T> CompletableFuture<T> later(String name, Use<T> use) {
        try {
            GenericMethod found = find(name);
            if (found != null || !isToBeAsked()) {
                return use.of(found != null ? found : get().require(name));
            }
            Asking<T> asking = new Asking<>();
            asking.start(name, use);
            return asking;
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private @Nullable GenericMethod find(String name) {
        Known now = known;
        return now == null ? null : now.contract().find(name);
    }

    private boolean isToBeAsked() {
        Known now = known;
        return now == null || now.lastsUntil() != null && ticker.nanos() - now.lastsUntil() > 0;
    }

    private GenericContract ask() {
        try {
            return read(describe.invoke(NO_ARGUMENTS));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) { // the method declares none
            throw new IllegalStateException(e);
        }
    }

    private GenericContract read(@Nullable Object answer) {
        byte[] descriptor = answer instanceof ContractDescription described ? described.descriptor() : new byte[0];
        try {
            ProtoSchema schema = ProtoSchema.of(DescriptorSet.read(descriptor), List.of());
            GenericContract contract = new GenericContract(service, schema.service(), methods);
            known = new Known(contract, ticker.nanos() + BELIEVED_NANOS);
            return contract;
        } catch (IllegalArgumentException e) {
            throw RpcException.ofCall(
                    RpcStatus.of(Code.DATA_LOSS, service + ": the contract that an instance told is " + e.getMessage())
                            .withNotExecuted(true),
                    describe.descriptor().fullName());
        }
    }

    /** First the contract is asked for, then the method is used. */
    private final class Asking<T> extends RelayedFuture<T> {

        /** Of whoever calls the method, which is done on another thread. */
        private final @Nullable RpcContext context = RpcContext.current();

        void start(String name, Use<T> use) {
            CompletableFuture<?> answer;
            try {
                answer = (CompletableFuture<?>) describeLater.invoke(NO_ARGUMENTS);
            } catch (Throwable e) {
                completeExceptionally(e);
                return;
            }
            if (answer != null) {
                isDoing(answer);
                then(answer.thenApplyAsync(GenericContracts.this::read, reading), contract -> use(contract, name, use));
            }
        }

        private void use(GenericContract contract, String name, Use<T> use) {
            RpcContext other = RpcContext.current();
            RpcContext.restore(context);
            try {
                CompletableFuture<T> call = use.of(contract.require(name));
                isDoing(call);
                then(call, this::complete);
            } finally {
                RpcContext.restore(other);
            }
        }
    }
}
