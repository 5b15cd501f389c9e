package io.rpcboot.server;

import io.rpcboot.RpcStatus;
import io.rpcboot.contract.ContractMethod;
import io.rpcboot.contract.ContractReader;
import io.rpcboot.contract.ServiceContract;
import io.rpcboot.core.CallTracer;
import io.rpcboot.core.ContextCarrier;
import io.rpcboot.core.LocalServices;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.core.RpcInterceptor;
import io.rpcboot.core.ServiceId;
import io.rpcboot.core.Ticker;
import io.rpcboot.registry.Registration;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.registry.ServiceRegistry;
import io.rpcboot.transport.RunningServer;
import io.rpcboot.transport.ServerDispatcher;
import io.rpcboot.transport.ServerMethod;
import io.rpcboot.transport.ServerTransport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Exports beans to other processes. Life: {@link #start} binds, {@link #register} lets consumers find it, and
 * {@link #close} withdraws, drains and closes. Safe for use by many threads.
 *
 * <p>Methods run on the server's executor, or on the one that their {@link Export} names; calls from this process (see
 * {@link #localServices}) run on the caller's thread.
 */
public final class RpcServer implements AutoCloseable {

    /**
     * Runs methods on the transport's own thread, which saves the hand-over to another and back. For methods that neither
     * block nor compute for long: all calls of the connections that share the thread wait for each other. A blocking
     * call of a stub from there fails.
     */
    public static final Executor DIRECT = Runnable::run;

    private static final long THREAD_KEEP_ALIVE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Builder settings;
    private final ServiceRouter router = new ServiceRouter();
    private final Shedding shedding;
    private final LongAdder expired = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final Limit serverLimit;
    private final Contracts contracts;
    private final @Nullable HandlerPool ownExecutor;
    private final List<Exported> exported = new ArrayList<>();
    private final Object lifecycle = new Object();
    private final Object closing = new Object();
    private List<Registration> registrations = List.of();
    private @Nullable RunningServer running;
    private boolean closed;
    private volatile @Nullable Identity identity;

    /** One exported service with what is published of it. */
    private record Exported(ServiceId id, RpcInstance.Attributes attributes) {}

    /** How this process is known to others, once it is bound. */
    private record Identity(String processId, InetSocketAddress advertised) {}

    private RpcServer(Builder settings) {
        this.settings = settings;
        this.contracts = settings.contracts.get();
        this.ownExecutor = settings.executor == null
                ? new HandlerPool(settings.threads, THREAD_KEEP_ALIVE_NANOS, settings.ticker)
                : null;
        this.shedding = new Shedding(settings.ticker);
        this.serverLimit = new Limit(settings.maxConcurrency, "rpc.server.max-concurrency", settings.ticker);
        for (Export export : settings.exports) {
            ServiceContract contract = ContractReader.read(export.serviceInterface());
            ServiceId id = new ServiceId(contract.name(), export.group(), export.version());
            router.add(id, assemble(id, contract, export));
            contracts.add(id, export.serviceInterface());
            exported.add(new Exported(
                    id,
                    new RpcInstance.Attributes(
                            settings.application,
                            export.tag(),
                            export.zone(),
                            export.role(),
                            export.weight(),
                            contract.fingerprint())));
        }
    }

    /** The whole path of a call through the server, in order. */
    private ServiceRouter.Service assemble(ServiceId id, ServiceContract contract, Export export) {
        Limits limits = limits(id, contract, export);
        Executor executor = executorOf(export);
        Map<String, ServerMethod> remote = new HashMap<>();
        Map<String, RpcHandler> local = new HashMap<>();
        ThrownErrors errors = new ThrownErrors(settings.includeStackTrace);
        for (ContractMethod method : contract.methods()) {
            RpcHandler bean = new ServiceMethod(
                    method, export.bean(), settings.advice, errors, settings.tracer, settings.contextCarrier);
            RpcHandler intercepted = settings.interceptors.isEmpty()
                    ? bean
                    : new DispatchedHandler(RpcInterceptor.chain(settings.interceptors, bean));
            RpcHandler handler = new DecodingHandler(settings.tracer, expired, cancelled, intercepted);
            handler = new ExecutorHandler(executor, shedding, handler);
            // Outside the executor: a call that is shed must cost next to nothing.
            handler = new AdmissionHandler(limits.of(method), shedding, handler);
            handler = QueueHandler.create(executor, shedding, handler);
            remote.put(method.descriptor().name(), new ServerMethod(id, method.descriptor(), handler));
            local.put(method.descriptor().name(), intercepted);
        }
        return new ServiceRouter.Service(export.serviceInterface(), Map.copyOf(remote), Map.copyOf(local));
    }

    private Limits limits(ServiceId id, ServiceContract contract, Export export) {
        Set<String> names = contract.methods().stream()
                .map(method -> method.javaMethod().getName())
                .collect(Collectors.toCollection(TreeSet::new));
        Map<String, Limit> ofMethods = new HashMap<>();
        export.methodMaxConcurrency().forEach((method, limit) -> {
            if (!names.contains(method)) {
                throw new IllegalArgumentException("max-concurrency of method \"" + method + "\": "
                        + export.serviceInterface().getName() + " has only " + names);
            }
            if (limit > 0) {
                ofMethods.put(method, new Limit(limit, id + "/" + method + ": max-concurrency", settings.ticker));
            }
        });
        Limit ofService = export.maxConcurrency() == 0
                ? null
                : new Limit(export.maxConcurrency(), id + ": max-concurrency", settings.ticker);
        return new Limits(serverLimit, ofService, ofMethods);
    }

    /** What holds for a service; {@code ofMethods} by Java name. */
    private record Limits(Limit ofServer, @Nullable Limit ofService, Map<String, Limit> ofMethods) {

        /** The narrowest first. */
        List<Limit> of(ContractMethod method) {
            return Stream.of(ofMethods.get(method.javaMethod().getName()), ofService, ofServer)
                    .filter(Objects::nonNull)
                    .toList();
        }
    }

    private Executor executorOf(Export export) {
        Executor own = export.executor() != null ? export.executor() : settings.executor;
        return own != null ? own : Objects.requireNonNull(ownExecutor);
    }

    /** For building a server. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Binds and serves; consumers that know the address can call from now on.
     *
     * @throws IOException if it cannot bind; {@link java.net.BindException} if the port is taken
     * @throws IllegalStateException if it is started or closed already
     */
    public RpcServer start() throws IOException {
        synchronized (lifecycle) {
            requireOpen();
            if (running != null) {
                throw new IllegalStateException("the server is started already");
            }
            running = settings.requireTransport().start(new Dispatcher());
            return this;
        }
    }

    /**
     * Publishes all exported services in the registry, if there is one; to be called when they can take calls.
     *
     * @throws IllegalStateException if the server is not started, or closed already, or if the registry refuses a service;
     *     then none is published
     */
    public RpcServer register() {
        synchronized (lifecycle) {
            requireOpen();
            ServiceRegistry registry = settings.registry;
            if (registry != null && registrations.isEmpty()) {
                registrations = registerAll(registry);
            }
            contracts.describeSoon();
            return this;
        }
    }

    /** All or, if the registry refuses one, none. */
    private List<Registration> registerAll(ServiceRegistry registry) {
        List<Registration> made = new ArrayList<>();
        try {
            instances().forEach(instance -> made.add(registry.register(instance)));
        } catch (RuntimeException e) {
            withdraw(made);
            throw e;
        }
        return List.copyOf(made);
    }

    private static void withdraw(List<Registration> registrations) {
        registrations.parallelStream().forEach(Registration::close); // each waits for a hung registry, so all at once
    }

    /** Withdraws all services from the registry; calls are still answered. No effect if they are not there. */
    public void unregister() {
        synchronized (lifecycle) {
            withdraw(registrations);
            registrations = List.of();
        }
    }

    /**
     * Takes this process out of use, and leaves it running: withdraws all services from the registry, has consumers that
     * are connected go elsewhere, and turns away those that come, until {@link #online}. Calls in progress are answered,
     * and none is lost: what consumers have sent too late never runs here. Calls from within this process go on. Waits some
     * seconds at the most, for the registry. No effect if it is so already, or closed.
     */
    public void offline() {
        synchronized (lifecycle) {
            unregister();
            if (running != null && !closed) {
                running.suspend("not serving");
            }
        }
    }

    /**
     * Takes calls again after {@link #offline}, and lets consumers find it as {@link #register} does.
     *
     * @throws IllegalStateException if the server is not started, or closed already
     */
    public RpcServer online() {
        synchronized (lifecycle) {
            requireOpen();
            if (running == null) {
                throw new IllegalStateException("the server is not started");
            }
            running.resume();
            return register();
        }
    }

    /**
     * Withdraws from the registry, tells consumers to go elsewhere, waits for calls in progress as long as the grace
     * period allows, and closes. Blocks until then; no effect the second time.
     */
    @Override
    public void close() {
        RunningServer bound;
        synchronized (lifecycle) {
            closed = true; // so that nobody registers what is about to go
            unregister();
            bound = running;
        }
        synchronized (closing) { // its own lock: it takes as long as calls take, and whoever comes second waits too
            if (bound != null) {
                bound.shutdown(settings.gracePeriod);
            }
            if (ownExecutor != null) {
                ownExecutor.shutdown();
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the server is closed");
        }
    }

    /** The address that the server is bound to. */
    public InetSocketAddress address() {
        synchronized (lifecycle) {
            if (running == null) {
                throw new IllegalStateException("the server is not started");
            }
            return running.address();
        }
    }

    /** The process id under which consumers know this start of this process: {@code host:port-random}. */
    public String processId() {
        return identity().processId();
    }

    /** What is, or would be, published in the registry. */
    public List<RpcInstance> instances() {
        Identity me = identity();
        return exported.stream()
                .map(service -> new RpcInstance(
                        service.id(),
                        me.processId(),
                        me.advertised().getHostString(),
                        me.advertised().getPort(),
                        service.attributes()))
                .toList();
    }

    /** What was registered, in the order of {@link #instances}; empty before and after. */
    public List<Registration> registrations() {
        synchronized (lifecycle) {
            return registrations;
        }
    }

    /** The exported services, for clients of this process. */
    public LocalServices localServices() {
        return router;
    }

    /** What there is to do just now, and what was not done. */
    public ServerLoad load() {
        return new ServerLoad(serverLimit.inProgress(), shedding.count(), expired.sum(), cancelled.sum());
    }

    private Identity identity() {
        Identity me = identity;
        if (me == null) {
            throw new IllegalStateException("the server is not started");
        }
        return me;
    }

    private final class Dispatcher implements ServerDispatcher {

        @Override
        public String onBound(InetSocketAddress address) {
            InetSocketAddress advertised = settings.advertise.apply(address);
            String host = advertised.getHostString();
            String random = Long.toString(RANDOM.nextLong() & Long.MAX_VALUE, Character.MAX_RADIX);
            String processId = host + ":" + advertised.getPort() + "-" + random;
            identity = new Identity(processId, advertised);
            return processId;
        }

        @Override
        public @Nullable ServerMethod find(ServiceId service, String method) {
            ServerMethod found = router.find(service, method);
            return found == null ? contracts.find(service, method) : found;
        }

        @Override
        public RpcStatus refuse(ServiceId service, String method) {
            return router.refuse(service, method);
        }
    }

    /** Gathers a server's settings; each has a default but the transport. Not safe for use by several threads. */
    public static final class Builder {

        private final List<Export> exports = new ArrayList<>();
        private final List<RpcInterceptor> interceptors = new ArrayList<>();
        private final List<MethodAdvice> advice = new ArrayList<>();
        private @Nullable ServerTransport transport;
        private @Nullable ServiceRegistry registry;
        private @Nullable Executor executor;
        private UnaryOperator<InetSocketAddress> advertise = UnaryOperator.identity();
        private CallTracer tracer = CallTracer.NONE;
        private ContextCarrier contextCarrier = ContextCarrier.NONE;
        private Duration gracePeriod = Duration.ofSeconds(30);
        private String application = "";
        private Ticker ticker = Ticker.SYSTEM;
        private int threads = 200;
        private int maxConcurrency = 1000;
        private boolean includeStackTrace;

        private Supplier<Contracts> contracts = Contracts::new;

        private Builder() {}

        /** What listens; required to {@link RpcServer#start}. */
        public Builder transport(ServerTransport transport) {
            this.transport = transport;
            return this;
        }

        /** Where to register; null, as without this, is nowhere. Stays the caller's to close, after the server. */
        public Builder registry(@Nullable ServiceRegistry registry) {
            this.registry = registry;
            return this;
        }

        /** The application's name, for those who look at the registry. */
        public Builder application(String application) {
            this.application = Objects.requireNonNull(application);
            return this;
        }

        /** From the address that the server is bound to, the one to tell consumers; without this the same. */
        public Builder advertise(UnaryOperator<InetSocketAddress> advertise) {
            this.advertise = advertise;
            return this;
        }

        /**
         * Where methods run, {@link #DIRECT} for the transport's thread; without this on a pool of the server's own.
         * Stays the caller's to shut down.
         */
        public Builder executor(Executor executor) {
            this.executor = executor;
            return this;
        }

        /** How contracts are told. For tests. */
        Builder contracts(Supplier<Contracts> contracts) {
            this.contracts = contracts;
            return this;
        }

        /** The clock by which the server tells how fast it works; not that of deadlines. For tests. */
        Builder ticker(Ticker ticker) {
            this.ticker = ticker;
            return this;
        }

        /** How many threads the server's own pool may have; 200 without this. */
        public Builder threads(int threads) {
            if (threads < 1) {
                throw new IllegalArgumentException("threads " + threads + " runs nothing; it must be at least 1");
            }
            this.threads = threads;
            return this;
        }

        /** How many calls may be in progress, queued ones included; 1,000 without this. More are refused. */
        public Builder maxConcurrency(int maxConcurrency) {
            if (maxConcurrency < 1) {
                throw new IllegalArgumentException(
                        "maxConcurrency " + maxConcurrency + " admits nothing; it must be at least 1");
            }
            this.maxConcurrency = maxConcurrency;
            return this;
        }

        /** Adds an interceptor; those added first are outermost. */
        public Builder interceptor(RpcInterceptor interceptor) {
            interceptors.add(interceptor);
            return this;
        }

        /** Adds advice around the beans' methods; what was added first is outermost. */
        public Builder advice(MethodAdvice advice) {
            this.advice.add(advice);
            return this;
        }

        /**
         * Whether callers are sent the stack traces of what methods throw, to be seen as
         * {@link io.rpcboot.RemoteStackTrace}. They tell of the inside of this process, so they stay here without this.
         */
        public Builder includeStackTrace(boolean includeStackTrace) {
            this.includeStackTrace = includeStackTrace;
            return this;
        }

        /** Hears of every call's stages within the server; to be given to the transport as well. */
        public Builder tracer(CallTracer tracer) {
            this.tracer = CallTracer.guarded(tracer);
            return this;
        }

        /**
         * What interceptors have, at the end of a method that returned a future, of the thread that ran the method; nothing
         * without this.
         */
        public Builder contextCarrier(ContextCarrier contextCarrier) {
            this.contextCarrier = contextCarrier;
            return this;
        }

        /** How long {@link RpcServer#close} waits for calls in progress; 30 s without this. */
        public Builder gracePeriod(Duration gracePeriod) {
            this.gracePeriod = gracePeriod;
            return this;
        }

        /** Adds a bean. */
        public Builder export(Export export) {
            exports.add(export);
            return this;
        }

        /** Adds a bean in the default group and version. */
        public <T> Builder export(Class<T> serviceInterface, T bean) {
            return export(Export.of(serviceInterface, bean));
        }

        /**
         * Reads the contracts.
         *
         * @throws io.rpcboot.contract.ContractException if an interface cannot be a contract
         * @throws IllegalArgumentException if a service is exported twice, or a limit is for a method that there is not
         */
        public RpcServer build() {
            return new RpcServer(this);
        }

        private ServerTransport requireTransport() {
            if (transport == null) {
                throw new IllegalStateException("a server needs a transport to start");
            }
            return transport;
        }
    }
}
