package io.rpcboot.demo.api.diagnostics;

import io.rpcboot.RpcMethod;
import java.util.List;

/** What one server process tells of itself; ask it by its address, not through the registry. */
public interface ServerDiagnostics {

    /** Metadata key: calls that carry it are traced under its value, and so are the calls that they make. */
    String TRACE_KEY = "demo-trace";

    /** How the process is doing. */
    @RpcMethod(idempotent = true)
    ServerStatus getStatus();

    /** What the process saw of the calls with this trace id, in the order in which it happened. */
    @RpcMethod(idempotent = true)
    List<TraceStep> getTrace(String traceId);
}
