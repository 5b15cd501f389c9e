package io.rpcboot.demo.provider;

import io.rpcboot.demo.api.diagnostics.ServerDiagnostics;
import io.rpcboot.demo.api.diagnostics.ServerStatus;
import io.rpcboot.demo.api.diagnostics.TraceStep;
import io.rpcboot.spring.RpcService;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;

/** What this process tells of itself. */
@RpcService
class ProcessDiagnostics implements ServerDiagnostics {

    private final String server;
    private final ServerCalls calls;
    private final CallTraces traces;

    ProcessDiagnostics(@Value("${spring.application.name}") String server, ServerCalls calls, CallTraces traces) {
        this.server = server;
        this.calls = calls;
        this.traces = traces;
    }

    @Override
    public ServerStatus getStatus() {
        return new ServerStatus(server, ProcessHandle.current().pid(), calls.counts());
    }

    @Override
    public List<TraceStep> getTrace(String traceId) {
        return traces.steps(traceId);
    }
}
