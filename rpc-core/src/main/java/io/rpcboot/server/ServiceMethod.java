package io.rpcboot.server;

import io.rpcboot.RpcStatus;
import io.rpcboot.contract.ContractMethod;
import io.rpcboot.core.CallTracer;
import io.rpcboot.core.CallTracer.Stage;
import io.rpcboot.core.ContextCarrier;
import io.rpcboot.core.ContextCarrier.Captured;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.MethodDescriptor;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcContext;
import io.rpcboot.core.RpcHandler;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The end of the chain: one method of the user's bean. */
final class ServiceMethod implements RpcHandler {

    private final MethodDescriptor descriptor;
    private final BeanMethod method;
    private final boolean async;
    private final ThrownErrors errors;
    private final CallTracer tracer;
    private final ContextCarrier carrier;

    ServiceMethod(
            ContractMethod method,
            Object bean,
            List<MethodAdvice> advice,
            ThrownErrors errors,
            CallTracer tracer,
            ContextCarrier carrier) {
        this.descriptor = method.descriptor();
        this.method = advised(method, bean, advice);
        this.errors = errors;
        this.async = CompletionStage.class.isAssignableFrom(method.javaMethod().getReturnType());
        this.tracer = tracer;
        this.carrier = carrier;
    }

    private static BeanMethod advised(ContractMethod method, Object bean, List<MethodAdvice> advice) {
        MethodHandle handle = method.invoker().bindTo(bean);
        BeanMethod next = arguments -> (Object) handle.invokeExact(arguments);
        for (int i = advice.size() - 1; i >= 0; i--) {
            next = advice.get(i).around(method, bean, next);
        }
        return next;
    }

    @Override
    public void handle(RpcCall call, ReplyListener reply) {
        Object[] arguments = (Object[]) call.message();
        RpcContext outer = RpcContext.enter(call);
        Object result;
        try {
            tracer.reached(call, Stage.METHOD_CALLED, 0);
            result = method.invoke(arguments);
        } catch (Throwable thrown) {
            reply.onClose(errors.toStatus(thrown, descriptor), Metadata.EMPTY);
            return;
        } finally {
            tracer.reached(call, Stage.METHOD_RETURNED, 0);
            RpcContext.restore(outer);
        }
        if (async && result != null) {
            answerLater(reply, (CompletionStage<?>) result);
        } else {
            answer(reply, result, null);
        }
    }

    @SuppressWarnings("try") // the scope is what is wanted of it
    private void answerLater(ReplyListener reply, CompletionStage<?> result) {
        Captured context = carrier.capture();
        if (context == null) {
            result.whenComplete((value, thrown) -> answer(reply, value, thrown));
        } else {
            result.whenComplete((value, thrown) -> {
                try (RpcContext.Scope scope = context.open()) {
                    answer(reply, value, thrown);
                }
            });
        }
    }

    private void answer(ReplyListener reply, @Nullable Object value, @Nullable Throwable thrown) {
        if (thrown != null) {
            reply.onClose(errors.toStatus(thrown, descriptor), Metadata.EMPTY);
        } else {
            reply.onMessage(value);
            reply.onClose(RpcStatus.OK, Metadata.EMPTY);
        }
    }
}
