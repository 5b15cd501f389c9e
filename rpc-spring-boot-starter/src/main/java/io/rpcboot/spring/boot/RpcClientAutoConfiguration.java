package io.rpcboot.spring.boot;

import io.rpcboot.client.RpcClient;
import io.rpcboot.core.CallTracer;
import io.rpcboot.core.ContextCarrier;
import io.rpcboot.core.Timer;
import io.rpcboot.loadbalance.LoadBalancer;
import io.rpcboot.transport.ClientTransport;
import io.rpcboot.transport.netty.NettyClientTransport;
import io.rpcboot.transport.netty.TransportTimer;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;

/** Injects stubs at {@code @RpcReference}. Until there is one, no client, thread or connection is made. */
@AutoConfiguration(after = RpcAutoConfiguration.class)
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
public final class RpcClientAutoConfiguration {

    RpcClientAutoConfiguration() {}

    @Bean
    static ReferenceResolverInstaller rpcReferenceResolverInstaller() {
        return new ReferenceResolverInstaller();
    }

    @Bean
    static BeanOverrides rpcBeanOverrides() {
        return new BeanOverrides();
    }

    @Bean
    RpcReferences rpcReferences(
            ConfigurableListableBeanFactory beans,
            RpcProperties properties,
            ObjectProvider<RpcClient> client,
            ServiceDefinitions services,
            BeanOverrides overrides) {
        return new RpcReferences(beans, properties, client, services, overrides);
    }

    @Bean
    ReferenceCheck rpcReferenceCheck(RpcReferences references) {
        return new ReferenceCheck(references);
    }

    @Bean
    @Lazy
    @ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
    ClientTransport rpcClientTransport(
            RpcProperties properties,
            Environment environment,
            ObjectProvider<CallTracer> tracer,
            ObjectProvider<SslBundles> bundles) {
        NettyClientTransport.Builder builder = NettyClientTransport.builder()
                .keepAlive(properties.client().keepalive())
                .token(properties.client().token())
                .sslContext(BundleSslContext.of(properties.client().ssl().bundle(), "rpc.client.ssl.bundle", bundles))
                .maxMessageSize(RpcAutoConfiguration.bytes(
                        "rpc.client.max-message-size", properties.client().maxMessageSize()));
        String application = RpcAutoConfiguration.applicationName(properties, environment);
        if (!application.isEmpty()) {
            builder.processId(application + "-" + UUID.randomUUID()); // so that providers can tell who calls
        }
        tracer.ifUnique(builder::tracer);
        return builder.build();
    }

    @Bean
    @Lazy
    @ConditionalOnMissingBean(value = Timer.class, search = SearchStrategy.CURRENT)
    Timer rpcTimer() {
        return TransportTimer.named("rpc-timer");
    }

    @Bean
    @Lazy
    @ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
    RpcClient rpcClient(
            ConfigurableListableBeanFactory beans,
            RpcProperties properties,
            RpcRegistry registry,
            ExportedServices exported,
            ClientTransport transport,
            Timer timer,
            ObjectProvider<CallTracer> tracer,
            ObjectProvider<ContextCarrier> contextCarrier,
            ObjectProvider<RpcClientCustomizer> customizers) {
        RpcProperties.Client client = properties.client();
        RpcClient.Builder builder = RpcClient.builder()
                .transport(transport)
                .timer(timer)
                .localServices(exported)
                .timeout(RpcAutoConfiguration.notNegative("rpc.client.timeout", client.timeout()))
                .retries(RpcAutoConfiguration.atLeast(0, "rpc.client.retries", client.retries()))
                .loadBalancer(client.loadbalance())
                .slowStart(RpcAutoConfiguration.notNegative("rpc.client.slow-start", client.slowStart()))
                .zone(client.zone())
                .connections(RpcAutoConfiguration.atLeast(1, "rpc.client.connections", client.connections()))
                .callbackExecutor(HandlerExecutors.forCallbacks(beans, client.callbackExecutor()))
                .local(client.local());
        if (registry.isConfigured() && properties.registry().subscribe()) {
            builder.discovery(registry.discovery());
        }
        for (String name : beans.getBeanNamesForType(LoadBalancer.class)) {
            builder.loadBalancer(name, () -> beans.getBean(name, LoadBalancer.class));
        }
        tracer.ifUnique(builder::tracer);
        contextCarrier.ifUnique(builder::contextCarrier);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }
}
