package io.rpcboot.spring.boot;

import io.rpcboot.client.CircuitBreakerSettings;
import io.rpcboot.client.CircuitBreakerSettings.SlidingWindowType;
import io.rpcboot.client.FaultMode;
import io.rpcboot.client.Reference.Local;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Everything under {@code rpc}.
 *
 * @param application how this process introduces itself
 * @param registry where services are registered and looked up
 * @param scan where else services are found
 * @param server how services are exported
 * @param services settings of single services, by the kebab-case simple name of their interface
 * @param client how services are called, unless a reference says otherwise
 * @param references settings of single references, by their id: the kebab-case simple name of the interface, unless
 *     the annotation says otherwise
 * @param network how the address to advertise is chosen
 */
@ConfigurationProperties("rpc")
record RpcProperties(
        @DefaultValue Application application,
        @DefaultValue Registry registry,
        @DefaultValue Scan scan,
        @DefaultValue Server server,
        @DefaultValue Map<String, Service> services,
        @DefaultValue Client client,
        @DefaultValue Map<String, Reference> references,
        @DefaultValue Network network) {

    /**
     * How this process introduces itself.
     *
     * @param name Name of the application in the registry. Default: spring.application.name.
     */
    record Application(@Nullable String name) {}

    /**
     * Where services are registered and looked up.
     *
     * @param address Registry to use: zookeeper://host:port[,host:port...][/chroot], embedded[:port][?data=directory]
     *     for a ZooKeeper inside this process, or memory for tests within one JVM.
     * @param sessionTimeout Time without a sign of life after which the registry drops this process.
     * @param connectTimeout Time within which the registry should be reached, and within which a reference with
     *     check=true must find a provider.
     * @param check Whether start-up fails if the registry cannot be reached.
     * @param register Whether exported services are registered.
     * @param subscribe Whether references without url look their providers up.
     * @param cacheFile File that keeps the last good lists of instances, so that this process can start while the
     *     registry is down.
     * @param username User name for ZooKeeper's digest authentication.
     * @param password Password for ZooKeeper's digest authentication.
     */
    record Registry(
            @Nullable String address,
            @DefaultValue("10s") Duration sessionTimeout,
            @DefaultValue("5s") Duration connectTimeout,
            @DefaultValue("false") boolean check,
            @DefaultValue("true") boolean register,
            @DefaultValue("true") boolean subscribe,
            @Nullable String cacheFile,
            @Nullable String username,
            @Nullable String password) {

        /** Without the password. */
        @Override
        public String toString() {
            return "Registry[address=" + address + "]";
        }
    }

    /**
     * Where else services are found.
     *
     * @param basePackages Packages, besides the application's own, that are searched for @RpcService classes.
     */
    record Scan(@DefaultValue List<String> basePackages) {}

    /**
     * How services are exported.
     *
     * @param enabled Whether @RpcService beans are exported.
     * @param host Address to listen on.
     * @param port Port to listen on; 0 for any that is free.
     * @param advertisedHost Host that consumers are told; without it, it is found out.
     * @param advertisedPort Port that consumers are told. Default: the port that is listened on.
     * @param dialBack Whether the server, once registered, connects to the address that consumers are told, and warns if
     *     that does not lead to it.
     * @param executor Where service methods run: pool, virtual, direct, or the name of an Executor bean. Default: pool, or
     *     virtual if spring.threads.virtual.enabled is true on Java 21 or later.
     * @param threads Greatest number of threads of the pool.
     * @param maxConcurrency Calls in progress, queued ones included, above which further ones are refused.
     * @param maxMessageSize Largest message that is accepted or sent.
     * @param token Shared secret that consumers must show, as their rpc.client.token.
     * @param accessLog Whether a line is logged for each call that has ended.
     * @param includeStackTrace Whether consumers are sent the stack traces of what services throw.
     * @param ssl whether and how the server speaks TLS
     * @param shutdown how the server stops
     */
    record Server(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("0.0.0.0") String host,
            @DefaultValue("0") int port,
            @Nullable String advertisedHost,
            @Nullable Integer advertisedPort,
            @DefaultValue("true") boolean dialBack,
            @Nullable String executor,
            @DefaultValue("200") int threads,
            @DefaultValue("1000") int maxConcurrency,
            @DefaultValue("4MB") DataSize maxMessageSize,
            @Nullable String token,
            @DefaultValue("false") boolean accessLog,
            @DefaultValue("false") boolean includeStackTrace,
            @DefaultValue ServerSsl ssl,
            @DefaultValue Shutdown shutdown) {

        /** Without the token. */
        @Override
        public String toString() {
            return "Server[host=" + host + ", port=" + port + "]";
        }
    }

    /**
     * Whether and how the server speaks TLS.
     *
     * @param bundle Name of the SSL bundle with the server's certificate; without it the port is plain.
     * @param clientAuth Whether consumers must show a certificate.
     */
    record ServerSsl(
            @Nullable String bundle, @DefaultValue("none") ClientAuth clientAuth) {}

    /**
     * Whether and how the client speaks TLS.
     *
     * @param bundle Name of the SSL bundle with what the client trusts, and its certificate if providers ask for one;
     *     without it connections are plain.
     */
    record ClientSsl(@Nullable String bundle) {}

    /** Whether a consumer must show a certificate. */
    enum ClientAuth {
        /** It is not asked for one. */
        NONE,
        /** It is asked for one and may have none. */
        WANT,
        /** It must have one that the bundle trusts. */
        NEED
    }

    /**
     * How the server stops.
     *
     * @param gracePeriod Time that calls in progress are given to end.
     */
    record Shutdown(@DefaultValue("30s") Duration gracePeriod) {}

    /**
     * Settings of one service; each beats its annotation's.
     *
     * @param group Group that the service is exported in.
     * @param version Version that the service is exported as.
     * @param tag Label to route by.
     * @param zone Where this process runs.
     * @param role Role of this instance: primary or backup.
     * @param weight Share of the calls in proportion to other instances' weights; 0 takes none.
     * @param maxConcurrency Calls of this service in progress above which further ones are refused.
     * @param executor Where the service's methods run: pool, virtual, direct, or the name of an Executor bean.
     * @param methods settings of single methods, by their Java name
     */
    record Service(
            @Nullable String group,
            @Nullable String version,
            @Nullable String tag,
            @Nullable String zone,
            @Nullable String role,
            @Nullable Integer weight,
            @Nullable Integer maxConcurrency,
            @Nullable String executor,
            @DefaultValue Map<String, ServiceMethod> methods) {

        static final Service NONE = new Service(null, null, null, null, null, null, null, null, Map.of());
    }

    /**
     * Settings of one method of a service.
     *
     * @param maxConcurrency Calls of this method in progress above which further ones are refused.
     */
    record ServiceMethod(@Nullable Integer maxConcurrency) {}

    /**
     * How services are called.
     *
     * @param timeout Time that a call may take, retries included.
     * @param retries How often a call may be repeated where repeating is safe.
     * @param loadbalance Name of the load balancer: p2c, random, round-robin, least-pending, consistent-hash, or the
     *     name of a LoadBalancer bean.
     * @param slowStart Time in which an instance that comes later grows to its full share of the calls.
     * @param zone Zone of this process; providers there are called before others.
     * @param connections Connections to each provider.
     * @param keepalive Silence on a connection after which it is probed.
     * @param maxMessageSize Largest message that is accepted or sent.
     * @param token Shared secret to show to providers, their rpc.server.token.
     * @param ssl whether and how the client speaks TLS
     * @param callbackExecutor Where the callbacks of asynchronous calls run: direct, or the name of an Executor bean.
     * @param check Whether start-up fails if a reference has no provider.
     * @param local Whether a service that this process exports is called without the network, and as if it were in another.
     */
    record Client(
            @DefaultValue("3s") Duration timeout,
            @DefaultValue("2") int retries,
            @DefaultValue("p2c") String loadbalance,
            @DefaultValue("30s") Duration slowStart,
            @DefaultValue("") String zone,
            @DefaultValue("1") int connections,
            @DefaultValue("20s") Duration keepalive,
            @DefaultValue("4MB") DataSize maxMessageSize,
            @Nullable String token,
            @DefaultValue ClientSsl ssl,
            @DefaultValue("direct") String callbackExecutor,
            @DefaultValue("false") boolean check,
            @DefaultValue("prefer") Local local) {

        /** Without the token. */
        @Override
        public String toString() {
            return "Client[timeout=" + timeout + ", retries=" + retries + "]";
        }
    }

    /**
     * Settings of one reference; each beats its annotation's.
     *
     * @param url Providers to call instead of asking the registry: host:port, several by comma.
     * @param group Group to call.
     * @param version Version to call.
     * @param tag Only instances with this label are called; with a question mark, others too while none with it is usable.
     * @param rules Rules, as JSON, that hold as long as the registry has none for the service.
     * @param timeout Time that a call may take, retries included.
     * @param retries How often a call may be repeated where repeating is safe.
     * @param loadbalance Name of the load balancer: p2c, random, round-robin, least-pending, consistent-hash, or the
     *     name of a LoadBalancer bean.
     * @param cluster What becomes of a call when an instance fails or is slow: failover, failfast, hedged (of idempotent
     *     methods only) or broadcast. Default: failover.
     * @param check Whether start-up fails if there is no provider.
     * @param lazy Whether providers are looked up at the first call only.
     * @param local Whether the service is called without the network if this process exports it, and as if it did not.
     * @param fallback What answers when the service fails its caller: the name of a bean that implements the service's
     *     interface or FallbackFactory, or empty for null, zero and empty collections.
     * @param circuitBreaker when calls end at once because those before them failed
     * @param methods settings of single methods, by their Java name
     */
    record Reference(
            @Nullable String url,
            @Nullable String group,
            @Nullable String version,
            @Nullable String tag,
            @Nullable String rules,
            @Nullable Duration timeout,
            @Nullable Integer retries,
            @Nullable String loadbalance,
            @Nullable FaultMode cluster,
            @Nullable Boolean check,
            @Nullable Boolean lazy,
            @Nullable Local local,
            @Nullable String fallback,
            @Nullable CircuitBreaker circuitBreaker,
            @DefaultValue Map<String, Method> methods) {

        static final Reference NONE = new Reference(
                null, null, null, null, null, null, null, null, null, null, null, null, null, null, Map.of());
    }

    /**
     * Settings of one method of a reference.
     *
     * @param timeout Time that a call of this method may take, retries included.
     * @param retries How often a call of this method may be repeated where repeating is safe.
     * @param loadbalance Name of the load balancer for calls of this method.
     * @param cluster What becomes of a call of this method when an instance fails or is slow.
     * @param circuitBreaker when calls of this method end at once because those before them failed
     */
    record Method(
            @Nullable Duration timeout,
            @Nullable Integer retries,
            @Nullable String loadbalance,
            @Nullable FaultMode cluster,
            @Nullable CircuitBreaker circuitBreaker) {}

    /**
     * When calls end at once because those before them failed. Resilience4j's names and, unless there is a
     * CircuitBreakerRegistry bean with others, its defaults.
     *
     * @param enabled Whether there is a circuit breaker. Default: true, if any of these is set.
     * @param failureRateThreshold Percentage of failures from which on the circuit breaker opens.
     * @param slowCallRateThreshold Percentage of slow calls from which on the circuit breaker opens.
     * @param slowCallDurationThreshold Time from which on a call is slow.
     * @param slidingWindowType Whether the percentages are of the last calls or of the last seconds.
     * @param slidingWindowSize Number of calls, or of seconds, that the percentages are of.
     * @param minimumNumberOfCalls Number of calls below which the percentages mean nothing.
     * @param waitDurationInOpenState Time for which the circuit breaker stays open before calls try the service again.
     * @param permittedNumberOfCallsInHalfOpenState Number of calls that then try the service.
     */
    record CircuitBreaker(
            @Nullable Boolean enabled,
            @Nullable Float failureRateThreshold,
            @Nullable Float slowCallRateThreshold,
            @Nullable Duration slowCallDurationThreshold,
            @Nullable SlidingWindowType slidingWindowType,
            @Nullable Integer slidingWindowSize,
            @Nullable Integer minimumNumberOfCalls,
            @Nullable Duration waitDurationInOpenState,
            @Nullable Integer permittedNumberOfCallsInHalfOpenState) {

        /** Hands all of it over. */
        void applyTo(CircuitBreakerSettings settings) {
            settings.enabled(enabled)
                    .failureRateThreshold(failureRateThreshold)
                    .slowCallRateThreshold(slowCallRateThreshold)
                    .slowCallDurationThreshold(slowCallDurationThreshold)
                    .slidingWindowType(slidingWindowType)
                    .slidingWindowSize(slidingWindowSize)
                    .minimumNumberOfCalls(minimumNumberOfCalls)
                    .waitDurationInOpenState(waitDurationInOpenState)
                    .permittedNumberOfCallsInHalfOpenState(permittedNumberOfCallsInHalfOpenState);
        }
    }

    /**
     * How the address to advertise is chosen.
     *
     * @param preferredInterfaces Names of network interfaces to prefer, * standing for anything; the first that
     *     matches wins.
     * @param preferredNetworks Networks to prefer, as 10.0.0.0/8; the first that matches wins.
     * @param ignoredInterfaces Names of network interfaces never to use, * standing for anything.
     */
    record Network(
            @DefaultValue List<String> preferredInterfaces,
            @DefaultValue List<String> preferredNetworks,
            @DefaultValue List<String> ignoredInterfaces) {}
}
