package io.rpcboot.client;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.rpcboot.rules.ServiceRules;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a stub is to call, and how. Mutable until it is given to {@link RpcClient#refer}, which copies it.
 *
 * @param <T> the interface
 */
public final class Reference<T> {

    /** Whether a service that this process exports itself is called without the network. */
    public enum Local {
        /** Without the network, where this process exports the very service. */
        PREFER,
        /**
         * The same, but arguments, results and exceptions are encoded and decoded, and the method runs on the server's
         * executor: what would go wrong if the service were in another process goes wrong.
         */
        STRICT,
        /** Always over the network. */
        NEVER
    }

    /** Settings of one method; what is not set, or set to null, is left to the reference. */
    public static final class MethodSettings {

        @Nullable
        Duration timeout;

        @Nullable
        Integer retries;

        @Nullable
        String loadBalancer;

        @Nullable
        FaultMode cluster;

        @Nullable
        CircuitBreakerSettings circuitBreaker;

        private MethodSettings() {}

        /** How long a call may take, retries included. */
        public MethodSettings timeout(@Nullable Duration timeout) {
            this.timeout = timeout;
            return this;
        }

        /** How often a call may be repeated where repeating is safe. */
        public MethodSettings retries(@Nullable Integer retries) {
            this.retries = retries;
            return this;
        }

        /** The load balancer's name. */
        public MethodSettings loadBalancer(@Nullable String name) {
            this.loadBalancer = name;
            return this;
        }

        /** What becomes of a call when an instance fails or is slow. */
        public MethodSettings cluster(@Nullable FaultMode mode) {
            this.cluster = mode;
            return this;
        }

        /**
         * A circuit breaker of its own; what is not set is as in the reference's.
         *
         * @param settings is run once, at once
         */
        public MethodSettings circuitBreaker(Consumer<? super CircuitBreakerSettings> settings) {
            CircuitBreakerSettings own = new CircuitBreakerSettings();
            settings.accept(own);
            this.circuitBreaker = own;
            return this;
        }
    }

    final Class<T> serviceInterface;
    final Map<String, MethodSettings> methods = new LinkedHashMap<>();
    String group = "";
    String version = "";
    String tag = "";
    String url = "";
    ServiceRules rules = ServiceRules.NONE;

    @Nullable
    Duration timeout;

    @Nullable
    Integer retries;

    @Nullable
    String loadBalancer;

    @Nullable
    FaultMode cluster;

    @Nullable
    Local local;

    @Nullable
    FallbackFactory<? extends T> fallback;

    boolean fallbackToEmpty;

    @Nullable
    CircuitBreakerSettings circuitBreaker;

    String id = "";

    boolean lazy;

    /** What is called without an interface; null if there is one. */
    final @Nullable Generic generic;

    /**
     * A service of which only the name is known.
     *
     * @param service the wire name
     * @param descriptor its schema; null asks an instance for it
     */
    record Generic(String service, @Nullable ServiceDescriptor descriptor) {}

    private Reference(Class<T> serviceInterface, @Nullable Generic generic) {
        this.serviceInterface = serviceInterface;
        this.generic = generic;
    }

    /** A reference to the default group and version of a service. */
    public static <T> Reference<T> to(Class<T> serviceInterface) {
        return new Reference<>(serviceInterface, null);
    }

    /**
     * A reference to a service without its interface: an instance is asked for the schema. Methods' settings go by wire
     * names; there is neither a fallback nor a call within the process.
     *
     * @param service the wire name: the interface's full name, or what {@code @RpcContract} says
     */
    public static Reference<GenericService> generic(String service) {
        return new Reference<>(GenericService.class, new Generic(service, null));
    }

    /** The same with a schema that is known, as from a {@code .proto} file that protoc has compiled. */
    public static Reference<GenericService> generic(String service, ServiceDescriptor descriptor) {
        return new Reference<>(GenericService.class, new Generic(service, descriptor));
    }

    /**
     * What the reference is called where people meet it, as in the names of circuit breakers; the service's name without
     * this.
     */
    public Reference<T> id(String id) {
        this.id = id;
        return this;
    }

    /** The group; empty, as without this, is the default group. */
    public Reference<T> group(String group) {
        this.group = group;
        return this;
    }

    /**
     * The version; empty, as without this, is the default version, {@code *} any, and {@code [1.2,2)} any from 1.2 up to
     * 2, which is not included.
     */
    public Reference<T> version(String version) {
        this.version = version;
        return this;
    }

    /**
     * Only instances with this tag; with a question mark, {@code cpu?}, these as long as one of them is usable, then
     * others. A {@code *} stands for anything; empty, as without this, takes any.
     */
    public Reference<T> tag(String tag) {
        this.tag = tag;
        return this;
    }

    /** {@code host:port} of a provider, several by comma, instead of asking the registry; empty asks it. */
    public Reference<T> url(String url) {
        this.url = url;
        return this;
    }

    /** The rules that hold as long as the registry has none for the service; without this there are none. */
    public Reference<T> rules(ServiceRules rules) {
        this.rules = rules;
        return this;
    }

    /** How long a call may take, retries included; null leaves it to the method's annotation, then to the client. */
    public Reference<T> timeout(@Nullable Duration timeout) {
        this.timeout = timeout;
        return this;
    }

    /** How often a call may be repeated where repeating is safe; null leaves it to the client. */
    public Reference<T> retries(@Nullable Integer retries) {
        this.retries = retries;
        return this;
    }

    /** The load balancer's name; null leaves it to the client. */
    public Reference<T> loadBalancer(@Nullable String name) {
        this.loadBalancer = name;
        return this;
    }

    /** What becomes of a call when an instance fails or is slow; null, as without this, is {@link FaultMode#FAILOVER}. */
    public Reference<T> cluster(@Nullable FaultMode mode) {
        this.cluster = mode;
        return this;
    }

    /** Whether to call within the process where possible; null leaves it to the client. */
    public Reference<T> local(@Nullable Local local) {
        this.local = local;
        return this;
    }

    /**
     * What answers when the service fails its caller: when a call ends in {@code UNAVAILABLE},
     * {@code DEADLINE_EXCEEDED}, {@code RESOURCE_EXHAUSTED}, {@code UNIMPLEMENTED}, {@code UNKNOWN}, {@code INTERNAL} or
     * {@code DATA_LOSS}. Other codes speak of the call, not of the service, and reach the caller like the exceptions that
     * the method declares; so do cancellations.
     *
     * <p>The same method is called with the same arguments, after all retries: on the caller's thread where that waits,
     * else where the future completes. What it throws reaches the caller, with the call's failure suppressed. One-way
     * methods have no fallback, as nobody hears of their failure; nor has a call whose replies {@link Broadcast} collects.
     *
     * @param fallback to be called by several threads; replaces what was set before
     */
    public Reference<T> fallback(T fallback) {
        return fallbackFactory(cause -> fallback);
    }

    /** The same, made for each call that needs it by someone who sees why. */
    public Reference<T> fallbackFactory(FallbackFactory<? extends T> factory) {
        this.fallback = factory;
        this.fallbackToEmpty = false;
        return this;
    }

    /**
     * The same, where the answer is nothing: zero or false of primitives, an empty collection, array or {@code Optional},
     * else null; of a method that returns a future, a future of that.
     */
    public Reference<T> fallbackToEmpty() {
        this.fallback = null;
        this.fallbackToEmpty = true;
        return this;
    }

    /**
     * Has calls end at once, with UNAVAILABLE and without having been executed, while most of those before them failed or
     * were slow. One circuit breaker for all methods but those that have their own; it is called as the reference. Needs
     * the dependency {@code io.github.resilience4j:resilience4j-circuitbreaker}.
     *
     * @param settings is run once, at once
     */
    public Reference<T> circuitBreaker(Consumer<? super CircuitBreakerSettings> settings) {
        CircuitBreakerSettings own = new CircuitBreakerSettings();
        settings.accept(own);
        this.circuitBreaker = own;
        return this;
    }

    /** Whether to look the service up and connect at the first call only; false without this. */
    public Reference<T> lazy(boolean lazy) {
        this.lazy = lazy;
        return this;
    }

    /**
     * Settings of one method, by its Java name; they beat the reference's and the annotation's.
     *
     * @param settings is run once, at once
     */
    public Reference<T> method(String name, Consumer<? super MethodSettings> settings) {
        settings.accept(methods.computeIfAbsent(name, unset -> new MethodSettings()));
        return this;
    }

    /** What it refers to, for messages. */
    String service() {
        return generic == null ? serviceInterface.getName() : generic.service();
    }

    /** The settings of the method with this Java name. */
    MethodSettings of(String method) {
        MethodSettings own = methods.get(method);
        return own == null ? new MethodSettings() : own;
    }
}
