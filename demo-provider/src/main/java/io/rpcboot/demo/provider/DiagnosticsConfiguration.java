package io.rpcboot.demo.provider;

import io.rpcboot.spring.boot.RpcClientCustomizer;
import io.rpcboot.spring.boot.RpcServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the measuring instruments where the calls pass. The tracer needs no more than to be a bean. */
@Configuration(proxyBeanMethods = false)
class DiagnosticsConfiguration {

    @Bean
    RpcServerCustomizer countingServer(ServerCalls calls) {
        return server -> server.interceptor(calls);
    }

    @Bean
    RpcClientCustomizer tracingClient(CallTraces traces) {
        return client -> client.interceptor(traces);
    }
}
