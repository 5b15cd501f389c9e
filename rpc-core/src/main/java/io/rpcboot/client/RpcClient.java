package io.rpcboot.client;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.rpcboot.contract.ContractMethod;
import io.rpcboot.contract.ContractReader;
import io.rpcboot.contract.ServiceContract;
import io.rpcboot.core.CallTracer;
import io.rpcboot.core.ContextCarrier;
import io.rpcboot.core.LocalServices;
import io.rpcboot.core.MethodDescriptor;
import io.rpcboot.core.PassingThread;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.core.RpcInterceptor;
import io.rpcboot.core.ServiceId;
import io.rpcboot.core.Ticker;
import io.rpcboot.core.Timer;
import io.rpcboot.loadbalance.ConsistentHash;
import io.rpcboot.loadbalance.LeastPending;
import io.rpcboot.loadbalance.LoadBalancer;
import io.rpcboot.loadbalance.PowerOfTwoChoices;
import io.rpcboot.loadbalance.RoundRobin;
import io.rpcboot.loadbalance.WeightedRandom;
import io.rpcboot.registry.ServiceDiscovery;
import io.rpcboot.registry.StaticDiscovery;
import io.rpcboot.resilience.Backoff;
import io.rpcboot.resilience.RetryBudget;
import io.rpcboot.resilience.TypicalLatency;
import io.rpcboot.rules.Route;
import io.rpcboot.rules.VersionPattern;
import io.rpcboot.transport.ClientTransport;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes stubs of services in other processes. One client serves an application; its stubs share connections. Safe for
 * use by many threads.
 *
 * <p>A stub's method with a plain result blocks the caller; one that returns a {@code CompletableFuture} does not, and
 * completes it on a thread of the transport's or, at its deadline, of the client's own unless
 * {@link Builder#callbackExecutor} says otherwise. Interceptors run on the thread that calls the stub.
 */
public final class RpcClient implements AutoCloseable {

    private static final Duration FIRST_RECONNECT = Duration.ofMillis(100);
    private static final Duration SLOWEST_RECONNECT = Duration.ofSeconds(5);
    private static final Duration FIRST_INQUIRY = Duration.ofSeconds(1);
    private static final Duration SLOWEST_INQUIRY = Duration.ofMinutes(5);
    private static final Duration FIRST_RETRY = Duration.ofMillis(20);
    private static final Duration SLOWEST_RETRY = Duration.ofMillis(500);

    private final Builder settings;
    private final ClientTransport transport;
    private final Timer timer;
    private final ConnectionPool pool;
    private final Directory directory;
    private final ReturnAdapter blocking;
    private final ReturnAdapter future;
    private final ReturnAdapter oneway;
    private final Map<Cluster, Runnable> clusters = new ConcurrentHashMap<>();
    private final Map<Class<?>, ContractCheck> checks = new ConcurrentHashMap<>();
    private @Nullable CircuitBreakers circuitBreakers; // guarded by this; null until there is one

    private RpcClient(Builder settings) {
        this.settings = settings;
        this.circuitBreakers = settings.circuitBreakers;
        this.transport = Objects.requireNonNull(settings.transport, "a client needs a transport");
        this.timer = Objects.requireNonNull(settings.timer, "a client needs a timer");
        this.pool = new ConnectionPool(
                transport, timer, settings.ticker, backoff(FIRST_RECONNECT, SLOWEST_RECONNECT), settings.connections);
        this.directory = new Directory(settings.discovery);
        DeadlineWatch deadlines = new DeadlineWatch(settings.deadlines, settings.timeouts, settings.ticker);
        this.blocking = new BlockingAdapter(transport::isTransportThread, deadlines);
        this.future = new FutureAdapter(deadlines, settings.callbackExecutor, settings.contextCarrier);
        this.oneway = new OnewayAdapter(deadlines);
    }

    private Backoff backoff(Duration first, Duration slowest) {
        return new Backoff(first, slowest, settings.jitter);
    }

    /** For building a client. */
    public static Builder builder() {
        return new Builder();
    }

    /** A stub of the service in the default group and version, with the client's settings. */
    public <T> T refer(Class<T> serviceInterface) {
        return refer(Reference.to(serviceInterface));
    }

    /** Calls a service in the default group and version without its interface; see {@link GenericService}. */
    public GenericService generic(String service) {
        return refer(Reference.generic(service));
    }

    /** The same in this group and version. */
    public GenericService generic(String service, String group, String version) {
        return refer(Reference.generic(service).group(group).version(version));
    }

    /** A stub; see {@link #reference}. */
    public <T> T refer(Reference<T> reference) {
        return reference(reference).stub();
    }

    /**
     * A stub with what stands behind it. Unless the reference is lazy, the service is looked up and connected to at
     * once, in the background. Does not block.
     *
     * @throws io.rpcboot.contract.ContractException if the interface cannot be a contract
     * @throws IllegalArgumentException if a setting names a method, load balancer or address that there is not, if a
     *     timeout or a number of retries is negative, or if a method is to be hedged that must not run twice
     */
    public <T> ServiceReference<T> reference(Reference<T> reference) {
        String of = " of the reference to " + reference.service();
        refuseNegative(of, reference.timeout, reference.retries);
        reference.methods.forEach(
                (method, own) -> refuseNegative(" of method \"" + method + "\"" + of, own.timeout, own.retries));
        Reference.Generic generic = reference.generic;
        if (generic != null) {
            refuseMeaningless(reference);
            ServiceId id = new ServiceId(generic.service(), reference.group, reference.version);
            return connect(
                    reference,
                    id,
                    () -> ContractStandings.UNKNOWN,
                    balancing -> reference.serviceInterface.cast(generic(reference, id, generic, balancing)));
        }
        ServiceContract contract = ContractReader.read(reference.serviceInterface);
        refuseUnknown(
                "settings",
                reference.methods.keySet(),
                contract,
                method -> method.javaMethod().getName());
        refuseUnknown(
                "rules",
                reference.rules.methods().keySet(),
                contract,
                method -> method.descriptor().name());
        FaultModes.check(reference, contract);
        ServiceId id = new ServiceId(contract.name(), reference.group, reference.version);
        return connect(reference, id, () -> checkOf(contract), balancing -> stub(reference, id, contract, balancing));
    }

    private ContractCheck checkOf(ServiceContract contract) {
        return checks.computeIfAbsent(
                contract.javaInterface(),
                iface -> new ContractCheck(
                        contract, timer, settings.ticker, backoff(FIRST_INQUIRY, SLOWEST_INQUIRY), settings.comparing));
    }

    /** Makes what stands behind a stub, then the stub. */
    private <T> ServiceReference<T> connect(
            Reference<T> reference, ServiceId id, Supplier<ContractStandings> standings, Function<Balancing, T> stubs) {
        StaticDiscovery direct = reference.url.isEmpty() ? null : direct(id, reference.url);
        Supplier<String> source = direct != null ? direct::describe : directory::describe;
        LoadBalancers loadBalancers = loadBalancers(reference); // may not exist: ahead of all that would stay behind
        circuit(reference, id, ""); // may need what is not there: likewise
        reference.methods.keySet().forEach(method -> circuit(reference, id, method));
        Cluster cluster = new Cluster(
                id,
                Route.toTag(reference.tag),
                settings.zone,
                reference.rules,
                pool,
                settings.slowStart,
                timer,
                settings.ticker,
                standings.get(),
                source);
        Runnable follow = direct != null
                ? () -> direct.subscribe(id.name(), cluster::onInstances)
                : () -> directory.add(id.name(), cluster);
        Balancing balancing = new Balancing(
                cluster,
                loadBalancers,
                new RetryBudget(settings.ticker),
                reference.lazy ? new FollowingHandler.Once(follow) : null);

        T stub = stubs.apply(balancing);
        Runnable close = () -> {
            clusters.remove(cluster);
            directory.remove(id.name(), cluster);
            cluster.close();
        };
        clusters.put(cluster, close);
        if (!reference.lazy) {
            try {
                follow.run();
            } catch (RuntimeException e) {
                close.run(); // or the next reference would find it, and think that it is followed
                throw e;
            }
        }
        return new ServiceReference<>(stub, cluster, close);
    }

    private static StaticDiscovery direct(ServiceId id, String url) {
        if (!VersionPattern.of(id.version()).isExact()) {
            throw new IllegalArgumentException("version \"" + id.version() + "\" of the reference to " + id.name()
                    + " is not one version, and behind a url nobody tells which there are; name one");
        }
        return StaticDiscovery.of(id, url);
    }

    private <T> T stub(Reference<T> reference, ServiceId id, ServiceContract contract, Balancing balancing) {
        Map<Method, ClientMethod> methods = new HashMap<>();
        for (ContractMethod method : contract.methods()) {
            String name = method.javaMethod().getName();
            ReturnAdapter shape = shapeOf(method, Fallback.of(reference, method));
            if (FaultModes.of(reference, name) == FaultMode.BROADCAST) {
                shape = FallbackAdapter.unlessCollected(shape);
            }
            methods.put(method.javaMethod(), assemble(reference, id, name, method.descriptor(), shape, balancing));
        }
        return reference.serviceInterface.cast(Proxy.newProxyInstance(
                reference.serviceInterface.getClassLoader(),
                new Class<?>[] {reference.serviceInterface},
                new ServiceInvocationHandler("rpc stub of " + id, methods)));
    }

    private GenericService generic(
            Reference<?> reference, ServiceId id, Reference.Generic generic, Balancing balancing) {
        ClientMethod describe = new ClientMethod(
                DescribeCall.DESCRIBE,
                DescribeCall.REFLECTION,
                nanos(firstOf(reference.timeout, settings.timeout)),
                FollowingHandler.create(balancing.follow(), new DescribingHandler(balancing.cluster())),
                blocking,
                settings.tracer,
                settings.ticker);
        GenericContract.Methods methods = (name, method) -> {
            MethodDescriptor descriptor = GenericMarshalling.describe(id.name(), name, method);
            ClientMethod waiting = assemble(reference, id, name, descriptor, blocking, balancing);
            return new GenericMethod(method.getInputType(), waiting, waiting.withShape(future));
        };
        return new GenericService(
                "generic service " + id,
                new GenericContracts(
                        id.name(),
                        generic.descriptor(),
                        methods,
                        describe,
                        describe.withShape(future),
                        settings.comparing,
                        settings.ticker));
    }

    /**
     * For people: every instance of the service that is known, and of each why it is called or not; of each reference to
     * it, if there are several.
     *
     * @param service the service's wire name: the interface's full name, or what {@code @RpcContract} says
     */
    public String explain(String service) {
        String explained = clusters.keySet().stream()
                .filter(cluster -> cluster.service().equals(service))
                .map(Cluster::explainAll)
                .collect(Collectors.joining("\n"));
        return explained.isEmpty()
                ? "nothing refers to \"" + service + "\" here; there are references to "
                        + clusters.keySet().stream()
                                .map(Cluster::service)
                                .collect(Collectors.toCollection(TreeSet::new))
                : explained;
    }

    /** What the methods of one reference share; {@code follow} is null if the service is followed from the start. */
    private record Balancing(
            Cluster cluster, LoadBalancers loadBalancers, RetryBudget budget, FollowingHandler.@Nullable Once follow) {}

    /** The one of a reference, and, by Java name, those of methods that have their own. */
    private record LoadBalancers(LoadBalancer common, Map<String, LoadBalancer> ofMethods) {

        LoadBalancer of(String method) {
            return ofMethods.getOrDefault(method, common);
        }
    }

    /** The whole path of a call through the client, in order from last to first. */
    private ClientMethod assemble(
            Reference<?> reference,
            ServiceId id,
            String method,
            MethodDescriptor descriptor,
            ReturnAdapter shape,
            Balancing balancing) {
        Reference.MethodSettings own = reference.of(method);
        int retries = firstOf(own.retries, reference.retries, settings.retries);
        Duration timeout = firstOf(own.timeout, reference.timeout, descriptor.timeout(), settings.timeout);

        RetryHandler failover = new RetryHandler(
                balancing.cluster(),
                balancing.loadBalancers().of(method),
                new TypicalLatency(settings.ticker),
                retries,
                balancing.budget(),
                backoff(FIRST_RETRY, SLOWEST_RETRY),
                balancing.cluster().pushBacks(descriptor));
        FaultMode mode = FaultModes.of(reference, method);
        RpcHandler handler = switch (mode) {
            case FAILOVER -> failover;
            case FAILFAST -> failover.withMaxRetries(0);
            case HEDGED -> HedgingHandler.create(failover, timer, settings.ticker);
            case BROADCAST -> new BroadcastHandler(balancing.cluster());
        };
        // Outside the retries: it judges what becomes of calls, not of attempts.
        handler = CircuitBreakerHandler.create(circuit(reference, id, method), handler);
        handler = FollowingHandler.create(balancing.follow(), handler);
        // Without an interface there is none that a bean has; and all instances are not the one of this process alone.
        Reference.Local local = reference.generic != null || mode == FaultMode.BROADCAST
                ? Reference.Local.NEVER
                : firstOf(reference.local, settings.local);
        if (local == Reference.Local.STRICT) {
            handler = LocalHandler.strict(settings.localServices, id, descriptor.name(), handler);
        }
        handler = new EncodingHandler(handler); // outside the retries: all attempts send the same bytes
        if (local == Reference.Local.PREFER) {
            handler = LocalHandler.preferring(
                    settings.localServices,
                    id,
                    reference.serviceInterface,
                    descriptor.name(),
                    transport::isTransportThread,
                    handler);
        }
        handler = RpcInterceptor.chain(settings.interceptors, handler);
        handler = new NestedHandler(handler);
        return new ClientMethod(
                descriptor,
                id,
                nanos(timeout),
                handler,
                shape, // hears of the deadline, too
                settings.tracer,
                settings.ticker);
    }

    private static long nanos(Duration timeout) {
        return timeout.isZero() ? Long.MAX_VALUE : TimeUnit.NANOSECONDS.convert(timeout);
    }

    private ReturnAdapter shapeOf(ContractMethod method, @Nullable Fallback fallback) {
        if (method.descriptor().oneway()) {
            return oneway; // nobody hears that it failed
        }
        return CompletionStage.class.isAssignableFrom(method.javaMethod().getReturnType())
                ? FallbackAdapter.future(fallback, future)
                : FallbackAdapter.blocking(fallback, blocking);
    }

    private LoadBalancers loadBalancers(Reference<?> reference) {
        Map<String, LoadBalancer> ofMethods = new HashMap<>();
        reference.methods.forEach((method, own) -> {
            if (own.loadBalancer != null) {
                ofMethods.put(method, loadBalancer(reference, own.loadBalancer));
            }
        });
        String common = firstOf(reference.loadBalancer, settings.loadBalancer);
        return new LoadBalancers(loadBalancer(reference, common), ofMethods);
    }

    private LoadBalancer loadBalancer(Reference<?> reference, String name) {
        Supplier<? extends LoadBalancer> factory = settings.loadBalancers.get(name);
        if (factory == null) {
            throw new IllegalArgumentException("load balancer \"" + name + "\" of the reference to "
                    + reference.service() + " does not exist; there are "
                    + new TreeSet<>(settings.loadBalancers.keySet()));
        }
        return factory.get();
    }

    /** The one that calls of the method go through; null if there is none. */
    private @Nullable Circuit circuit(Reference<?> reference, ServiceId service, String method) {
        CircuitBreakerSettings own = reference.of(method).circuitBreaker;
        CircuitBreakerSettings effective =
                own == null ? reference.circuitBreaker : own.orElse(reference.circuitBreaker);
        if (effective == null || Boolean.FALSE.equals(effective.enabled)) {
            return null;
        }
        String id = reference.id.isEmpty() ? service.name() : reference.id;
        String name = CircuitBreakers.name(id, own == null ? null : method, service);
        return circuitBreakers(name).circuit(name, effective);
    }

    private synchronized CircuitBreakers circuitBreakers(String wantedBy) {
        CircuitBreakers known = circuitBreakers;
        if (known == null) {
            known = CircuitBreakers.ofDefaults(wantedBy);
            circuitBreakers = known;
        }
        return known;
    }

    private static void refuseMeaningless(Reference<?> generic) {
        if (generic.fallback != null || generic.fallbackToEmpty) {
            throw new IllegalArgumentException("the generic reference to " + generic.service()
                    + " has a fallback, but what is empty to it nobody knows; handle its RpcException");
        }
        FaultModes.checkGeneric(generic);
    }

    private static void refuseUnknown(
            String what, Set<String> methods, ServiceContract contract, Function<ContractMethod, String> nameOf) {
        Set<String> names = contract.methods().stream().map(nameOf).collect(Collectors.toCollection(TreeSet::new));
        for (String name : methods) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException(what + " for method \"" + name + "\": "
                        + contract.javaInterface().getName() + " has only " + names);
            }
        }
    }

    private static void refuseNegative(String of, @Nullable Duration timeout, @Nullable Integer retries) {
        if (timeout != null && timeout.isNegative()) {
            throw new IllegalArgumentException("timeout " + timeout + of + " is negative; zero is without end");
        }
        if (retries != null && retries < 0) {
            throw new IllegalArgumentException("retries " + retries + of + " is negative; zero repeats nothing");
        }
    }

    @SafeVarargs
    private static <V> V firstOf(@Nullable V... values) {
        for (V value : values) {
            if (value != null) {
                return value;
            }
        }
        throw new IllegalStateException("a client's setting has no default");
    }

    /** Ends waiting calls with UNAVAILABLE and lets connections go. The transport stays the caller's to close. */
    @Override
    public void close() {
        clusters.values().forEach(Runnable::run);
    }

    /** Gathers a client's settings; transport and timer are required. Not safe for use by several threads. */
    public static final class Builder {

        private final List<RpcInterceptor> interceptors = new ArrayList<>();
        private final Map<String, Supplier<? extends LoadBalancer>> loadBalancers = new HashMap<>(Map.of(
                "p2c", PowerOfTwoChoices::new,
                "random", WeightedRandom::new,
                "round-robin", RoundRobin::new,
                "least-pending", LeastPending::new,
                "consistent-hash", ConsistentHash::new));
        private @Nullable ClientTransport transport;
        private @Nullable Timer timer;
        private @Nullable ServiceDiscovery discovery;
        private @Nullable CircuitBreakers circuitBreakers;
        private @Nullable Executor callbackExecutor;
        private Executor comparing = PassingThread.named("rpc-contracts");
        private Timer deadlines = PassingThread.timer("rpc-deadlines");
        private Executor timeouts = PassingThread.named("rpc-timeouts");
        private LocalServices localServices = LocalServices.NONE;
        private Reference.Local local = Reference.Local.PREFER;
        private CallTracer tracer = CallTracer.NONE;
        private ContextCarrier contextCarrier = ContextCarrier.RPC_CONTEXT;
        private Ticker ticker = Ticker.SYSTEM;
        private DoubleSupplier jitter = () -> ThreadLocalRandom.current().nextDouble();
        private Duration timeout = Duration.ofSeconds(3);
        private Duration slowStart = Duration.ofSeconds(30);
        private String zone = "";
        private String loadBalancer = "p2c";
        private int retries = 2;
        private int connections = 1;

        private Builder() {}

        /** What connects. */
        public Builder transport(ClientTransport transport) {
            this.transport = transport;
            return this;
        }

        /** What times back-off and reconnects; nothing is left of the client in it once that is closed. */
        public Builder timer(Timer timer) {
            this.timer = timer;
            return this;
        }

        /** The clock of deadlines; the system's without this. */
        public Builder ticker(Ticker ticker) {
            this.ticker = ticker;
            return this;
        }

        /** Who knows the providers; null, as without this, leaves only references with a url. Stays the caller's to close. */
        public Builder discovery(@Nullable ServiceDiscovery discovery) {
            this.discovery = discovery;
            return this;
        }

        /** The services that this process exports itself. */
        public Builder localServices(LocalServices localServices) {
            this.localServices = localServices;
            return this;
        }

        /** Whether those are called without the network; {@link Reference.Local#PREFER} without this. */
        public Builder local(Reference.Local local) {
            this.local = local;
            return this;
        }

        /** How long a call may take, retries included; 3 s without this; zero is without end. */
        public Builder timeout(Duration timeout) {
            refuseNegative("", timeout, null);
            this.timeout = timeout;
            return this;
        }

        /** How often a call may be repeated where repeating is safe; twice without this. */
        public Builder retries(int retries) {
            refuseNegative("", null, retries);
            this.retries = retries;
            return this;
        }

        /** The zone that this process is in: instances there are called before others; empty, as without this, is none. */
        public Builder zone(String zone) {
            this.zone = zone;
            return this;
        }

        /**
         * How long an instance that appears while others are there takes less than its share; 30 s without this, zero
         * gives it all at once.
         */
        public Builder slowStart(Duration slowStart) {
            if (slowStart.isNegative()) {
                throw new IllegalArgumentException(
                        "slow start " + slowStart + " is negative; zero gives an instance its whole share at once");
            }
            this.slowStart = slowStart;
            return this;
        }

        /**
         * The load balancer's name: {@code p2c} (power of two choices, without this), {@code random}, {@code round-robin},
         * {@code least-pending}, {@code consistent-hash} or one that was added.
         */
        public Builder loadBalancer(String name) {
            this.loadBalancer = name;
            return this;
        }

        /** Makes a load balancer known by name; it is made once a reference. */
        public Builder loadBalancer(String name, Supplier<? extends LoadBalancer> factory) {
            loadBalancers.put(name, factory);
            return this;
        }

        /**
         * Where circuit breakers are kept, with the defaults of their settings; a registry of the client's own without this.
         * A circuit breaker that it has already under the name of one that is wanted is used as it is.
         */
        public Builder circuitBreakers(CircuitBreakerRegistry registry) {
            this.circuitBreakers = new CircuitBreakers(registry);
            return this;
        }

        /** How many connections to open to each process; 1 without this. */
        public Builder connections(int connections) {
            if (connections < 1) {
                throw new IllegalArgumentException(
                        "connections " + connections + " calls nobody; it must be at least 1");
            }
            this.connections = connections;
            return this;
        }

        /** Where futures complete; null, as without this, is the thread that learns of the end, which must not block. */
        public Builder callbackExecutor(@Nullable Executor callbackExecutor) {
            this.callbackExecutor = callbackExecutor;
            return this;
        }

        /** What callbacks of futures have of the thread that called; the {@link io.rpcboot.core.RpcContext} without this. */
        public Builder contextCarrier(ContextCarrier contextCarrier) {
            this.contextCarrier = contextCarrier;
            return this;
        }

        /** Where contracts are compared; a thread of the client's own without this. For tests. */
        Builder comparing(Executor comparing) {
            this.comparing = comparing;
            return this;
        }

        /** What tells calls of their deadlines, and where those end that nobody waits for; own threads without this. For tests. */
        Builder deadlines(Timer deadlines, Executor timeouts) {
            this.deadlines = deadlines;
            this.timeouts = timeouts;
            return this;
        }

        /** What draws delays by chance, from 0 to 1; the thread's own source without this. For tests. */
        Builder jitter(DoubleSupplier jitter) {
            this.jitter = jitter;
            return this;
        }

        /** Adds an interceptor; those added first are outermost. */
        public Builder interceptor(RpcInterceptor interceptor) {
            interceptors.add(interceptor);
            return this;
        }

        /** Hears of every call's stages within the client; to be given to the transport as well. */
        public Builder tracer(CallTracer tracer) {
            this.tracer = CallTracer.guarded(tracer);
            return this;
        }

        /** Makes the client; connects to nothing yet. */
        public RpcClient build() {
            return new RpcClient(this);
        }
    }
}
