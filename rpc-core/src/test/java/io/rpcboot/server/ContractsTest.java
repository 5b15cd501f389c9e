package io.rpcboot.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Descriptors.FileDescriptor;
import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.client.Reference;
import io.rpcboot.client.RpcClient;
import io.rpcboot.contract.ContractDescription;
import io.rpcboot.contract.ContractException;
import io.rpcboot.contract.ContractReader;
import io.rpcboot.contract.ContractReflection;
import io.rpcboot.core.ServiceId;
import io.rpcboot.registry.InMemoryRegistry;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.schema.DescriptorSet;
import io.rpcboot.testing.Chat;
import io.rpcboot.testing.TestTimer;
import io.rpcboot.transport.InMemoryTransport;
import java.lang.reflect.Proxy;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a server says of its contracts. */
class ContractsTest {

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

    interface Undescribable {
        void take(Object anything);
    }

    @Test
    void aContractIsDescribedBeforeAnybodyAsksForIt() {
        assertThatThrownBy(() -> new Contracts().add(ServiceId.of("x"), Undescribable.class))
                .isInstanceOf(ContractException.class);
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
