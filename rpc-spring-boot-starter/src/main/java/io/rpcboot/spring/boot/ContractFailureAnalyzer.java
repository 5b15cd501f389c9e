package io.rpcboot.spring.boot;

import io.rpcboot.contract.ContractException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows why an interface cannot be called remotely. */
final class ContractFailureAnalyzer extends AbstractFailureAnalyzer<ContractException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ContractException cause) {
        return new FailureAnalysis(
                "An interface that is exported with @RpcService or called through @RpcReference cannot be a contract:\n\n"
                        + "    " + cause.getMessage(),
                "Change the interface as said above; docs/contract.md lists what each Java type becomes.",
                rootFailure);
    }
}
