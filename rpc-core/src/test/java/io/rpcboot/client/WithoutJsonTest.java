package io.rpcboot.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rpcboot.RpcStatus;
import io.rpcboot.contract.ContractReader;
import io.rpcboot.core.Metadata;
import io.rpcboot.testing.ClassPathWithout;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** JSON needs a library that messages do not. */
class WithoutJsonTest {

    interface Shop {
        String order(String what);
    }

    /** Runs where there is no such library; its types are others than this test's. */
    public static final class Calls implements Callable<List<Object>> {
        @Override
        public List<Object> call() {
            FakeNetwork network = new FakeNetwork();
            RpcClient client = RpcClient.builder()
                    .transport(network)
                    .timer(network)
                    .interceptor((call, reply, next) -> {
                        reply.onMessage(call.method().response().decode(new byte[0], 0, 0));
                        reply.onClose(RpcStatus.OK, Metadata.EMPTY);
                    })
                    .build();
            GenericService shop = client.refer(Reference.generic(
                    Shop.class.getName(), ContractReader.schema(Shop.class).service()));
            int size = shop.invoke("order", shop.newRequest("order").build()).getSerializedSize();
            try {
                return List.of(size, shop.invokeJson("order", "{}"));
            } catch (IllegalStateException e) {
                return List.of(size, e.getMessage());
            }
        }
    }

    @Test
    void onlyWhoWantsJsonNeedsIt() throws Exception {
        try (ClassPathWithout loader = new ClassPathWithout("com.google.protobuf.util.")) {
            assertThatThrownBy(() -> loader.loadClass("com.google.protobuf.util.JsonFormat"))
                    .isInstanceOf(ClassNotFoundException.class);
            Callable<?> calls = (Callable<?>)
                    loader.loadClass(Calls.class.getName()).getConstructor().newInstance();
            assertThat(calls.call())
                    .isEqualTo(List.of(
                            0,
                            "JSON needs com.google.protobuf:protobuf-java-util, which is not on the class path; add that"
                                    + " dependency, in the version of protobuf-java"));
        }
    }
}
