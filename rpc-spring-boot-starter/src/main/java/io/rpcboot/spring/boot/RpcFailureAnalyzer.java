package io.rpcboot.spring.boot;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows what the starter itself finds wrong. */
final class RpcFailureAnalyzer extends AbstractFailureAnalyzer<RpcStartException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, RpcStartException cause) {
        return new FailureAnalysis(cause.description(), cause.action(), rootFailure);
    }
}
