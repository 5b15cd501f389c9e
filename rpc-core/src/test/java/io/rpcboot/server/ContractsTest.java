package io.rpcboot.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Descriptors.FileDescriptor;
import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.client.Reference;
import io.rpcboot.client.RpcClient;
import io.rpcboot.contract.ContractDescription;
import io.rpcboot.contract.ContractReader;
import io.rpcboot.contract.ContractReflection;
import io.rpcboot.core.ServiceId;
import io.rpcboot.registry.InMemoryRegistry;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.schema.DescriptorSet;
import io.rpcboot.testing.Chat;
import io.rpcboot.testing.LogCapture;
import io.rpcboot.testing.TestTimer;
import io.rpcboot.transport.InMemoryTransport;
import io.rpcboot.transport.RunningServer;
import io.rpcboot.transport.ServerDispatcher;
import io.rpcboot.transport.ServerMethod;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a server says of its contracts. */
class ContractsTest {

    private static final ContractDescription NOTHING = new ContractDescription(0, List.of(), new byte[0]);

    private final InMemoryTransport transport = new InMemoryTransport();
    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final TestTimer timer = new TestTimer();
    private RpcServer server;
    private RpcClient client;
    private ContractReflection contracts;

    @BeforeEach
    void start() throws Exception {
        Chat bean = (Chat) Proxy.newProxyInstance(
                Chat.class.getClassLoader(), new Class<?>[] {Chat.class}, (proxy, method, arguments) -> null);
        server = RpcServer.builder()
                .transport(transport.server("localhost", 0))
                .registry(registry)
                .executor(task -> {
                    throw new RejectedExecutionException("full");
                })
                .maxConcurrency(1)
                .export(Export.of(Chat.class, bean).withGroup("blue").withVersion("2"))
                .build()
                .start()
                .register();
        client = RpcClient.builder().transport(transport).timer(timer).build();
        contracts = client.refer(Reference.to(ContractReflection.class)
                .url("localhost:" + server.address().getPort()));
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        transport.close();
        timer.close();
    }

    @Test
    void aServerWhoseExecutorTakesNothingTellsTheContractOfAService() {
        ContractDescription told = contracts.describe(Chat.class.getName(), "blue", "2");

        assertThat(told.fingerprint()).isEqualTo(ContractReader.read(Chat.class).fingerprint());
        assertThat(told.methods())
                .isEqualTo(ContractReader.describe(Chat.class).methods())
                .extracting(ContractDescription.MethodFingerprint::name)
                .containsExactlyElementsOf(ContractReader.read(Chat.class).methods().stream()
                        .map(method -> method.descriptor().name())
                        .toList());
        FileDescriptor file = DescriptorSet.read(told.descriptor());
        assertThat(file.toProto()).isEqualTo(ContractReader.schema(Chat.class).toProto());
    }

    @Test
    void aContractIsDescribedWhereItIsNoBurdenOnceSomebodyAsksForItAndThenToldFromMemory() throws Exception {
        BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
        Contracts describing = new Contracts(waiting::add, waiting::add, ContractReader::describe);
        describing.add(ServiceId.of(Chat.class.getName()), Chat.class);
        RunningServer telling = transport.server("localhost", 0).start(new Telling(describing));
        ContractReflection asked = client.refer(Reference.to(ContractReflection.class)
                .url("localhost:" + telling.address().getPort())
                .timeout(Duration.ofMinutes(1)));
        assertThat(waiting).isEmpty();

        Future<ContractDescription> first =
                CompletableFuture.supplyAsync(() -> asked.describe(Chat.class.getName(), "", ""));
        Runnable description = waiting.poll(30, TimeUnit.SECONDS);
        assertThat(description).isNotNull();
        assertThat(first).isNotDone();
        description.run();

        ContractDescription told = first.get(30, TimeUnit.SECONDS);
        assertThat(told).usingRecursiveComparison().isEqualTo(ContractReader.describe(Chat.class));
        assertThat(asked.describe(Chat.class.getName(), "", "").fingerprint()).isEqualTo(told.fingerprint());
        assertThat(waiting).isEmpty();
        telling.shutdown(Duration.ZERO);
    }

    @Test
    void allContractsAreDescribedUnaskedALittleLaterAndTheLogNamesThoseThatCannotBe() {
        Queue<Runnable> later = new ArrayDeque<>();
        List<Class<?>> described = new ArrayList<>();
        Contracts describing = new Contracts(Runnable::run, later::add, type -> {
            described.add(type);
            if (type == Runnable.class) {
                throw new IllegalStateException("broken");
            }
            return NOTHING;
        });
        describing.add(new ServiceId("test.Broken", "blue", ""), Runnable.class);
        describing.add(ServiceId.of("test.Sound"), Chat.class);

        describing.describeSoon();
        assertThat(described).isEmpty();
        try (LogCapture log = new LogCapture(Contracts.class.getName())) {
            later.remove().run();

            assertThat(log.lines())
                    .containsExactly(
                            "SEVERE The contract of test.Broken[group=blue] cannot be described: consumers whose"
                                    + " contract differs will not learn what differs");
        }
        assertThat(described).containsExactly(ContractReflection.class, Runnable.class, Chat.class);
        assertThat(describing.describe("test.Sound", "", "")).isSameAs(NOTHING);
        assertThat(described).hasSize(3);
    }

    @Test
    void aServerHasItsContractsDescribedOnceItIsRegistered() throws Exception {
        Queue<Runnable> later = new ArrayDeque<>();
        try (RpcServer starting = RpcServer.builder()
                .transport(transport.server("localhost", 0))
                .registry(registry)
                .contracts(() -> new Contracts(Runnable::run, later::add, type -> NOTHING))
                .build()) {
            starting.start();
            assertThat(later).isEmpty();

            starting.register();
            assertThat(later).hasSize(1);
        }
    }

    /** The common pool has a single one on two processors. */
    private static final Executor OWN_THREADS = task -> new Thread(task).start();

    @Test
    void whatIsDescribedIsToldWhileAnotherContractIsBeingDescribed() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Contracts describing = new Contracts(Runnable::run, Runnable::run, type -> {
            if (type == Runnable.class) {
                begun.countDown();
                awaitUninterruptibly(end);
            }
            return NOTHING;
        });
        // Of one hash, so that a map keeps them in one place, which it locks while it computes.
        describing.add(ServiceId.of("AaAa"), Chat.class);
        describing.add(ServiceId.of("AaBB"), Chat.class);
        describing.add(ServiceId.of("BBBB"), Runnable.class);
        describing.describe("AaAa", "", "");
        describing.describe("AaBB", "", "");
        Future<?> slow = CompletableFuture.runAsync(() -> describing.describe("BBBB", "", ""), OWN_THREADS);
        begun.await();
        try {
            assertThat(CompletableFuture.supplyAsync(() -> describing.describe("AaBB", "", ""), OWN_THREADS))
                    .succeedsWithin(Duration.ofSeconds(10));
        } finally {
            end.countDown();
        }
        slow.get(30, TimeUnit.SECONDS);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatIsNotExportedIsRefusedWithoutWaiting() throws Exception {
        Executor full = task -> {
            throw new RejectedExecutionException("full");
        };
        Contracts describing = new Contracts(full, full, ContractReader::describe);
        RunningServer telling = transport.server("localhost", 0).start(new Telling(describing));
        ContractReflection asked = client.refer(Reference.to(ContractReflection.class)
                .url("localhost:" + telling.address().getPort()));

        assertThatThrownBy(() -> asked.describe("test.Nobody", "", ""))
                .hasMessageContaining("test.Nobody is not exported here; this process exports []");
        telling.shutdown(Duration.ZERO);
    }

    /** A server that has nothing but contracts. */
    private record Telling(Contracts contracts) implements ServerDispatcher {

        @Override
        public String onBound(InetSocketAddress address) {
            return "telling";
        }

        @Override
        public @Nullable ServerMethod find(ServiceId service, String method) {
            return contracts.find(service, method);
        }

        @Override
        public RpcStatus refuse(ServiceId service, String method) {
            return RpcStatus.of(Code.UNIMPLEMENTED, "not here");
        }
    }

    @Test
    void whatIsNotExportedIsNotFoundAndTheAnswerNamesWhatIs() {
        RpcException failure =
                catchThrowableOfType(RpcException.class, () -> contracts.describe(Chat.class.getName(), "blue", "3"));

        assertThat(failure.code()).isEqualTo(Code.NOT_FOUND);
        assertThat(failure)
                .hasMessageContaining(
                        "io.rpcboot.testing.Chat[group=blue, version=3] is not exported here; this process"
                                + " exports [io.rpcboot.testing.Chat[group=blue, version=2]]");
    }

    @Test
    void whatIsLeftOutIsTheDefault() {
        RpcException failure =
                catchThrowableOfType(RpcException.class, () -> contracts.describe("test.Nobody", null, null));

        assertThat(failure).hasMessageContaining("test.Nobody is not exported here");
    }

    @Test
    void theServiceIsNeitherRegisteredNorAmongWhatAServerSaysItExports() {
        assertThat(server.instances())
                .extracting(RpcInstance::service)
                .extracting(Object::toString)
                .containsExactly("io.rpcboot.testing.Chat[group=blue, version=2]");
        assertThat(server.localServices()
                        .find(
                                io.rpcboot.core.ServiceId.of(ContractReflection.NAME),
                                ContractReflection.class,
                                "describe"))
                .isNull();
    }
}
