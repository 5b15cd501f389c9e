package io.rpcboot.demo.provider;

import static io.rpcboot.demo.api.diagnostics.ServerDiagnostics.TRACE_KEY;

import io.rpcboot.core.CallTracer;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcContext;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.core.RpcInterceptor;
import io.rpcboot.demo.api.diagnostics.TraceStep;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Remembers the steps of calls that carry a trace id, and hands the id on to the calls that those make. */
@Component
class CallTraces implements CallTracer, RpcInterceptor {

    private static final int REMEMBERED = 10_000;

    private final String server;
    private final Deque<Traced> steps = new ArrayDeque<>();

    CallTraces(@Value("${spring.application.name}") String server) {
        this.server = server;
    }

    private record Traced(String traceId, TraceStep step) {}

    @Override
    public void reached(RpcCall call, Stage stage, int bytes) {
        String traceId = traceId(call);
        if (traceId == null) {
            return;
        }
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        // Decoding does not say how much it decoded; encoding again does, once the clock has been read.
        int size = stage == Stage.REQUEST_DECODED ? call.encodedMessage().length() : bytes;
        TraceStep step = new TraceStep(server, MethodNames.shortName(call), stage.name(), size, micros);
        synchronized (steps) {
            if (steps.size() == REMEMBERED) {
                steps.removeFirst();
            }
            steps.addLast(new Traced(traceId, step));
        }
    }

    @Override
    public void intercept(RpcCall call, ReplyListener reply, RpcHandler next) {
        String traceId = traceId(call);
        if (traceId != null) {
            call.metadata().set(TRACE_KEY, traceId);
        }
        next.handle(call, reply);
    }

    /** What was seen of the calls with this id, in the order in which it happened. */
    List<TraceStep> steps(String traceId) {
        synchronized (steps) {
            return steps.stream()
                    .filter(traced -> traced.traceId().equals(traceId))
                    .map(Traced::step)
                    .toList();
        }
    }

    /** The call's own id, or that of the call which this thread is answering by making it. */
    private static @Nullable String traceId(RpcCall call) {
        String own = call.metadata().get(TRACE_KEY);
        if (own != null) {
            return own;
        }
        RpcContext answering = RpcContext.current();
        return answering == null ? null : answering.metadata().get(TRACE_KEY);
    }
}
