package io.rpcboot.server;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.contract.ContractDescription;
import io.rpcboot.contract.ContractMethod;
import io.rpcboot.contract.ContractReader;
import io.rpcboot.contract.ContractReflection;
import io.rpcboot.core.CallTracer;
import io.rpcboot.core.ContextCarrier;
import io.rpcboot.core.PassingThread;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.core.ServiceId;
import io.rpcboot.core.Ticker;
import io.rpcboot.transport.ServerMethod;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service by which a server tells the contracts of the others. It does not need the server's executor: a full pool
 * does not keep consumers from learning why their calls fail. A contract is described on a thread that is there for
 * that, since it takes longer than a transport's thread has: a little after the server has started, or as soon as
 * somebody asks for it; then it is told from memory, on the transport's thread. Filled before the server starts.
 */
final class Contracts implements ContractReflection {

    private static final ServiceId ID = ServiceId.of(NAME);

    /** How many calls may wait until a contract is described: more than there are consumers that ask at a time. */
    private static final int MAX_WAITING = 1_000;

    private static final Logger log = LoggerFactory.getLogger(Contracts.class);

    private final Executor later;
    private final Function<Class<?>, ContractDescription> describer;
    private final Map<ServiceId, Class<?>> exported = new LinkedHashMap<>();
    private final Map<ServiceId, ContractDescription> described = new ConcurrentHashMap<>();
    private final Map<String, ServerMethod> methods = new HashMap<>();

    Contracts() {
        this(PassingThread.named("rpc-contracts"));
    }

    private Contracts(Executor describing) {
        this(describing, PassingThread.soon(describing), ContractReader::describe);
    }

    /**
     * For tests.
     *
     * @param describing where contracts are described that somebody asks for
     * @param later the same, a little later
     * @param describer describes the contract of an interface
     */
    Contracts(Executor describing, Executor later, Function<Class<?>, ContractDescription> describer) {
        this.later = later;
        this.describer = describer;
        ThrownErrors errors = new ThrownErrors(false);
        List<Limit> waiting = List.of(new Limit(MAX_WAITING, "calls of " + NAME, Ticker.SYSTEM));
        Shedding shedding = new Shedding(Ticker.SYSTEM);
        LongAdder dropped = new LongAdder();
        for (ContractMethod method :
                ContractReader.read(ContractReflection.class).methods()) {
            RpcHandler telling =
                    new ServiceMethod(method, this, List.of(), errors, CallTracer.NONE, ContextCarrier.NONE);
            RpcHandler first =
                    new AdmissionHandler(waiting, shedding, new ExecutorHandler(describing, shedding, telling));
            RpcHandler handler = new DecodingHandler(
                    CallTracer.NONE,
                    dropped,
                    dropped,
                    (call, reply) -> (isReady(call) ? telling : first).handle(call, reply));
            methods.put(method.descriptor().name(), new ServerMethod(ID, method.descriptor(), handler));
        }
        add(ID, ContractReflection.class);
    }

    void add(ServiceId id, Class<?> serviceInterface) {
        exported.put(id, serviceInterface);
    }

    /**
     * Has all contracts described, a little later: consumers that differ do not wait long for the answer. Does not
     * block; no effect on those that are described already.
     */
    void describeSoon() {
        later.execute(() -> exported.keySet().forEach(this::describeUnasked));
    }

    private void describeUnasked(ServiceId id) {
        try {
            describe(id.name(), id.group(), id.version());
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            log.error(
                    "The contract of {} cannot be described: consumers whose contract differs will not learn what"
                            + " differs",
                    id,
                    e);
        }
    }

    /** Whether there is nothing to describe. */
    private boolean isReady(RpcCall call) {
        Object[] arguments = (Object[]) call.message();
        ServiceId id = id((String) arguments[0], (String) arguments[1], (String) arguments[2]);
        return described.containsKey(id) || !exported.containsKey(id);
    }

    /** The method of this very service; null if another is asked for. */
    @Nullable
    ServerMethod find(ServiceId service, String method) {
        return service.equals(ID) ? methods.get(method) : null;
    }

    @Override
    public ContractDescription describe(String service, String group, String version) {
        ServiceId id = id(service, group, version);
        Class<?> serviceInterface = exported.get(id);
        if (serviceInterface == null) {
            throw new RpcException(
                    Code.NOT_FOUND,
                    id + " is not exported here; this process exports "
                            + exported.keySet().stream()
                                    .filter(other -> !other.equals(ID))
                                    .toList());
        }
        ContractDescription known = described.get(id); // takes no lock, even while another contract is described
        return known != null ? known : described.computeIfAbsent(id, first -> describer.apply(serviceInterface));
    }

    private static ServiceId id(@Nullable String service, @Nullable String group, @Nullable String version) {
        return new ServiceId(orEmpty(service), orEmpty(group), orEmpty(version));
    }

    /** Who writes protobuf by other means may leave out what is empty. */
    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
