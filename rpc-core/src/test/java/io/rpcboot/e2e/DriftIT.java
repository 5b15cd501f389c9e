package io.rpcboot.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.rpcboot.RpcContract;
import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.bootstrap.Rpc;
import io.rpcboot.client.Reference;
import io.rpcboot.server.RpcServer;
import io.rpcboot.testing.LogCapture;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Consumers and providers over TCP that were built from different versions of one interface. */
class DriftIT {

    /** The interface as it was. */
    @RpcContract(name = "com.acme.UserService")
    interface Old {
        record User(long id, String name, int age) {}

        User find(long id);

        int count();
    }

    /** A field and a method later. */
    @RpcContract(name = "com.acme.UserService")
    interface New {
        record User(long id, String name, int age, String mail) {}

        User find(long id);

        int count();

        String added();
    }

    /** With another type, and without a method. */
    @RpcContract(name = "com.acme.UserService")
    interface Other {
        record User(long id, String name, String age) {}

        User find(long id);
    }

    private record OldBean(Set<Integer> served, int me) implements Old {
        @Override
        public User find(long id) {
            served.add(me);
            return new User(id, "zhangsan", 20);
        }

        @Override
        public int count() {
            served.add(me);
            return 1;
        }
    }

    private record NewBean(Set<Integer> served, int me) implements New {
        @Override
        public User find(long id) {
            served.add(me);
            return new User(id, "zhangsan", 20, "z@example.com");
        }

        @Override
        public int count() {
            served.add(me);
            return 1;
        }

        @Override
        public String added() {
            served.add(me);
            return "new";
        }
    }

    private record OtherBean() implements Other {
        @Override
        public User find(long id) {
            return new User(id, "zhangsan", "twenty");
        }
    }

    private final String registry = "memory:" + UUID.randomUUID();
    private final Rpc provider = Rpc.connect(registry);
    private final Rpc consumer = Rpc.connect(registry);
    private final LogCapture log = new LogCapture("io.rpcboot.client");
    private final Set<Integer> served = ConcurrentHashMap.newKeySet();

    @AfterEach
    void close() {
        log.close();
        consumer.close();
        provider.close();
    }

    private static String address(RpcServer server) {
        return server.instances().get(0).address();
    }

    /** Calls wait a second for them, which may be too short on a machine with other things to do. */
    private void awaitComparisons(int contracts) {
        await().untilAsserted(
                        () -> assertThat(log.linesWith("has another contract")).hasSize(contracts));
    }

    @Test
    void anIncompatibleMethodIsRefusedWithTheFieldTheTypesAndTheNode() {
        RpcServer server = provider.export(Other.class, new OtherBean());

        Old users = consumer.refer(Old.class);
        awaitComparisons(1);

        RpcException failure = catchThrowableOfType(RpcException.class, () -> users.find(7));

        assertThat(failure.code()).isEqualTo(Code.FAILED_PRECONDITION);
        assertThat(failure.status().notExecuted()).isTrue();
        assertThat(failure)
                .hasMessage("FAILED_PRECONDITION: com.acme.UserService/find: no instance has this method as it is here:"
                        + " `User.age`: int32 here, string there at node " + address(server)
                        + "; build both sides from the same interface, or from compatible ones");
        assertThat(log.lines()).singleElement().asString().contains("`User.age`: int32 here, string there [find]");
    }

    @Test
    void compatibleContractsUnderstandEachOtherBothWays() {
        provider.export(New.class, new NewBean(served, 1));
        Old users = consumer.refer(Old.class);
        awaitComparisons(1);
        assertThat(users.find(7)).isEqualTo(new Old.User(7, "zhangsan", 20));
        assertThat(log.lines())
                .singleElement()
                .asString()
                .startsWith("INFO com.acme.UserService at node ")
                .contains("`User.mail`: nothing here, string there [find]; calls go on");

        try (Rpc oldOnly = Rpc.connect(registry + "-old")) {
            RpcServer old = oldOnly.export(Old.class, new OldBean(served, 2));
            New direct = consumer.client().refer(Reference.to(New.class).url(address(old)));
            awaitComparisons(2);

            assertThat(direct.find(7)).isEqualTo(new New.User(7, "zhangsan", 20, null));
            assertThat(catchThrowableOfType(RpcException.class, direct::added).code())
                    .isEqualTo(Code.UNIMPLEMENTED);
        }
    }

    @Test
    void aMethodThatSomeInstancesLackIsCalledOnlyWhereItIs() {
        provider.export(Old.class, new OldBean(served, 1));
        provider.export(New.class, new NewBean(served, 2));
        provider.export(Old.class, new OldBean(served, 3));
        New users = consumer.refer(New.class);
        awaitComparisons(1);

        for (int i = 0; i < 200; i++) {
            assertThat(users.added()).isEqualTo("new");
        }
        assertThat(served).containsExactly(2);

        await().untilAsserted(() -> {
            users.count();
            assertThat(served).containsExactlyInAnyOrder(1, 2, 3);
        });
        assertThat(log.linesWith("has another contract")).hasSize(1);
    }

    @Test
    void whileInstancesAreReplacedOneByOneNoCallFailsAndNewMethodsReachOnlyNewInstances() throws Exception {
        List<RpcServer> old = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            old.add(provider.export(Old.class, new OldBean(served, i)));
        }
        New users = consumer.refer(New.class);
        provider.export(New.class, new NewBean(served, 10));
        awaitComparisons(1);
        assertThat(users.added()).isEqualTo("new");
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> callers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                callers.add(threads.submit(() -> {
                    int calls = 0;
                    while (!stop.get()) {
                        users.added();
                        users.find(7);
                        calls += 2;
                    }
                    return calls;
                }));
            }
            for (int i = 0; i < 3; i++) {
                provider.export(New.class, new NewBean(served, 11 + i));
                old.get(i).close();
            }
            await().until(() -> served.containsAll(List.of(10, 11, 12, 13)));
            stop.set(true);
            for (Future<Integer> caller : callers) {
                assertThat(caller.get()).isPositive();
            }
        } finally {
            stop.set(true);
            threads.shutdownNow();
        }
    }
}
