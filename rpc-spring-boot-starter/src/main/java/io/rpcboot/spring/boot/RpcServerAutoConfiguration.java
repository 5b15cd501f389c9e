package io.rpcboot.spring.boot;

import io.netty.handler.ssl.ClientAuth;
import io.rpcboot.core.CallTracer;
import io.rpcboot.core.ContextCarrier;
import io.rpcboot.core.Ticker;
import io.rpcboot.server.RpcServer;
import io.rpcboot.transport.ClientTransport;
import io.rpcboot.transport.ServerTransport;
import io.rpcboot.transport.netty.NettyClientTransport;
import io.rpcboot.transport.netty.NettyServerTransport;
import java.util.function.Supplier;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.ConfigurableEnvironment;

/** Exports {@code @RpcService} beans. Where there is none, nothing is bound. */
@AutoConfiguration(after = RpcAutoConfiguration.class)
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
public final class RpcServerAutoConfiguration {

    RpcServerAutoConfiguration() {}

    @Bean
    @Lazy
    @ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
    ServerTransport rpcServerTransport(
            RpcProperties properties, ObjectProvider<CallTracer> tracer, ObjectProvider<SslBundles> bundles) {
        RpcProperties.ServerSsl ssl = properties.server().ssl();
        NettyServerTransport.Builder builder = NettyServerTransport.builder()
                .host(properties.server().host())
                .port(properties.server().port())
                .token(properties.server().token())
                .sslContext(BundleSslContext.of(ssl.bundle(), "rpc.server.ssl.bundle", bundles))
                .clientAuth(
                        switch (ssl.clientAuth()) {
                            case NONE -> ClientAuth.NONE;
                            case WANT -> ClientAuth.OPTIONAL;
                            case NEED -> ClientAuth.REQUIRE;
                        })
                .maxMessageSize(RpcAutoConfiguration.bytes(
                        "rpc.server.max-message-size", properties.server().maxMessageSize()));
        tracer.ifUnique(builder::tracer);
        return builder.build();
    }

    @Bean
    RpcServerLifecycle rpcServerLifecycle(
            BeanFactory beans,
            ConfigurableEnvironment environment,
            RpcProperties properties,
            ServiceDefinitions services,
            ExportedServices exported,
            RpcRegistry registry,
            ObjectProvider<ServerTransport> transport,
            ObjectProvider<SslBundles> bundles,
            ObjectProvider<CallTracer> tracer,
            ObjectProvider<ContextCarrier> contextCarrier,
            ObjectProvider<RpcServerCustomizer> customizers) {
        HandlerExecutors executors =
                new HandlerExecutors(beans, environment, properties.server().executor());
        Supplier<RpcServer.Builder> builders = () -> {
            RpcServer.Builder builder = RpcServer.builder()
                    .transport(transport.getObject())
                    .application(RpcAutoConfiguration.applicationName(properties, environment))
                    .threads(
                            atLeastOne("rpc.server.threads", properties.server().threads()))
                    .maxConcurrency(atLeastOne(
                            "rpc.server.max-concurrency", properties.server().maxConcurrency()))
                    .includeStackTrace(properties.server().includeStackTrace())
                    .gracePeriod(properties.server().shutdown().gracePeriod());
            if (properties.server().accessLog()) {
                builder.interceptor(
                        new AccessLog(Ticker.SYSTEM)); // outermost, so that it sees what others make of a call
            }
            tracer.ifUnique(builder::tracer);
            contextCarrier.ifUnique(builder::contextCarrier);
            customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
            return builder;
        };
        return new RpcServerLifecycle(
                beans,
                environment,
                properties,
                services,
                exported,
                executors,
                registry,
                builders,
                properties.server().dialBack() ? () -> dialBack(properties, bundles) : null);
    }

    /** What the server dials itself with: its own token and, if it speaks TLS, what consumers trust. */
    private static ClientTransport dialBack(RpcProperties properties, ObjectProvider<SslBundles> bundles) {
        String served = properties.server().ssl().bundle();
        String trusted = properties.client().ssl().bundle();
        boolean plain = served == null || served.isBlank();
        return NettyClientTransport.builder()
                .threads(1)
                .token(properties.server().token())
                .sslContext(
                        plain
                                ? null
                                : trusted == null || trusted.isBlank()
                                        ? BundleSslContext.of(served, "rpc.server.ssl.bundle", bundles)
                                        : BundleSslContext.of(trusted, "rpc.client.ssl.bundle", bundles))
                .build();
    }

    private static int atLeastOne(String key, int value) {
        if (value < 1) {
            throw new RpcStartException(key + " is " + value + ": no call could be served.", "Set it to 1 or more.");
        }
        return value;
    }

    @Bean
    ReadinessListener rpcReadinessListener(
            ApplicationContext context, RpcServerLifecycle server, RpcReferences references) {
        return new ReadinessListener(context, server, references);
    }
}
