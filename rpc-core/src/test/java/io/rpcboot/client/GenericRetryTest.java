package io.rpcboot.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.ServiceId;
import io.rpcboot.registry.RpcInstance;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** What a schema says of repeating calls is all that is known of it. */
class GenericRetryTest {

    private static final RpcStatus BROKEN = RpcStatus.of(Code.UNAVAILABLE, "the connection broke");

    private final FakeNetwork network = new FakeNetwork();
    private final RpcClient client = network.client().build();

    private static ServiceDescriptor bank() throws DescriptorValidationException {
        return FileDescriptor.buildFrom(
                        FileDescriptorProto.newBuilder()
                                .setSyntax("proto3")
                                .setPackage("bank")
                                .addMessageType(DescriptorProto.newBuilder().setName("Empty"))
                                .addService(ServiceDescriptorProto.newBuilder()
                                        .setName("Bank")
                                        .addMethod(method("balance", IdempotencyLevel.NO_SIDE_EFFECTS))
                                        .addMethod(method("close", IdempotencyLevel.IDEMPOTENT))
                                        .addMethod(method("transfer", IdempotencyLevel.IDEMPOTENCY_UNKNOWN))
                                        .addMethod(method("watch", IdempotencyLevel.NO_SIDE_EFFECTS)
                                                .setServerStreaming(true)))
                                .build(),
                        new FileDescriptor[0])
                .getServices()
                .get(0);
    }

    private static MethodDescriptorProto.Builder method(String name, IdempotencyLevel level) {
        return MethodDescriptorProto.newBuilder()
                .setName(name)
                .setInputType(".bank.Empty")
                .setOutputType(".bank.Empty")
                .setOptions(MethodOptions.newBuilder().setIdempotencyLevel(level));
    }

    private GenericService connected(Reference<GenericService> reference) {
        GenericService bank = client.refer(reference);
        network.connected(instance(1));
        return bank;
    }

    private CompletableFuture<DynamicMessage> call(GenericService bank, String method) {
        return bank.invokeAsync(method, bank.newRequest(method).build());
    }

    @Test
    void onlyWhatTheSchemaDeclaresHarmlessIsRepeated() throws Exception {
        GenericService bank = connected(Reference.generic("bank.Bank", bank()));
        for (String method : new String[] {"balance", "close"}) {
            CompletableFuture<DynamicMessage> call = call(bank, method);
            network.attempts.get(0).fail(BROKEN);
            network.pass(1_000);
            network.attempts.get(0).succeed(bank.newRequest(method).build());
            assertThat(call).isCompleted();
        }
        CompletableFuture<DynamicMessage> transfer = call(bank, "transfer");
        network.attempts.get(0).fail(BROKEN);
        network.pass(1_000);
        assertThat(network.attempts).isEmpty();
        assertThat(transfer).isCompletedExceptionally();
    }

    @Test
    void methodsHaveTheirSettingsByWireName() throws Exception {
        GenericService bank = connected(Reference.generic("bank.Bank", bank())
                .method("balance", settings -> settings.retries(0).timeout(Duration.ofSeconds(1))));
        CompletableFuture<DynamicMessage> balance = call(bank, "balance");
        network.attempts.get(0).fail(BROKEN);
        assertThat(balance).isCompletedExceptionally();
        CompletableFuture<DynamicMessage> slow = call(bank, "balance");
        network.pass(1_100);
        assertThat(slow).isCompletedExceptionally();
        assertThat(call(bank, "close")).isNotDone();
    }

    @Test
    void streamsAreNotSupported() throws Exception {
        GenericService bank = connected(Reference.generic("bank.Bank", bank()));
        assertThatThrownBy(() -> bank.newRequest("watch"))
                .isInstanceOf(RpcException.class)
                .hasMessage("UNIMPLEMENTED: bank.Bank/watch: streaming is not supported");
    }

    @Test
    void anInstanceThatCannotTellItsContractIsPassedOver() throws Exception {
        GenericService bank = client.refer(Reference.generic("bank.Bank"));
        network.list(instance(1), instance(2));
        network.connecting(1).succeed();
        network.connecting(2).succeed();
        CompletableFuture<String> call = bank.invokeJsonAsync("balance", "{}");
        FakeNetwork.Attempt first = network.attempts.get(0);
        first.fail(BROKEN);
        FakeNetwork.Attempt second = network.attempts.get(0);
        assertThat(second.address()).isNotEqualTo(first.address());
        second.fail(RpcStatus.of(Code.UNIMPLEMENTED, "no such service"));
        assertThat(call)
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("UNIMPLEMENTED: rpc.Contracts/describe: no such service");
    }

    @Test
    void whoeverAsksHearsOfTheDeadline() {
        GenericService bank = connected(Reference.generic("bank.Bank"));
        CompletableFuture<String> call = bank.invokeJsonAsync("balance", "{}");
        network.pass(3_100);
        assertThat(call)
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("DEADLINE_EXCEEDED");
        assertThat(network.attempts).isEmpty();

        CompletableFuture<String> cancelled = bank.invokeJsonAsync("balance", "{}");
        assertThat(network.attempts).hasSize(1);
        cancelled.cancel(true);
        assertThat(network.attempts).isEmpty();
    }

    private static RpcInstance instance(int port) {
        return new RpcInstance(
                ServiceId.of("bank.Bank"),
                "host:" + port + "-a",
                "host",
                port,
                new RpcInstance.Attributes("", "", "", RpcInstance.Attributes.PRIMARY, 100, 7));
    }
}
