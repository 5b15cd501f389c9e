package io.rpcboot.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rpcboot.RpcContract;
import io.rpcboot.RpcField;
import io.rpcboot.RpcMethod;
import io.rpcboot.RpcParam;
import io.rpcboot.core.ErrorMarshaller;
import io.rpcboot.testproto.ProtoUser;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ContractReaderTest {

    record User(long id, String name) {}

    interface Reads<K, T> {
        T get(K key);

        List<T> all();
    }

    interface Users extends Reads<Long, User>, Runnable {
        @Override
        User get(Long key);

        @RpcMethod(name = "rename", idempotent = true, timeout = 250)
        void setName(long id, String name);

        @RpcMethod(oneway = true)
        void seen(long id);

        default int localOnly() {
            return 1;
        }

        @RpcMethod
        default int remoteDefault() {
            return 1;
        }

        static int ignored() {
            return 1;
        }

        @Override
        String toString();
    }

    @Test
    void remoteMethodsAreThoseOfAllInterfacesInTheOrderOfTheirNames() {
        ServiceContract contract = ContractReader.read(Users.class);
        assertThat(contract.name()).isEqualTo(Users.class.getName());
        assertThat(contract.methods())
                .extracting(method -> method.descriptor().name())
                .containsExactly("all", "get", "remoteDefault", "rename", "run", "seen");
    }

    @Test
    void annotationsReachTheDescriptor() {
        Methods methods = Methods.of(Users.class);
        assertThat(methods.get("rename").idempotent()).isTrue();
        assertThat(methods.get("rename").timeout()).isEqualTo(Duration.ofMillis(250));
        assertThat(methods.get("seen").oneway()).isTrue();
        assertThat(methods.get("get").idempotent()).isFalse();
        assertThat(methods.get("get").timeout()).isNull();
        assertThat(methods.get("get").fullName()).isEqualTo(Users.class.getName() + "/get");
        assertThat(methods.get("get").errors()).isSameAs(ErrorMarshaller.NONE);
    }

    @Test
    void typeParametersOfSuperInterfacesAreKnown() {
        List<User> users = List.of(new User(1, "a"));
        assertThat(Methods.of(Users.class).response("all", users)).isEqualTo(users);
    }

    @RpcContract(name = "acme.Names")
    interface Named {
        void put(@RpcParam(name = "first") int a, @RpcField(7) String b);
    }

    @Test
    void namesAndNumbersCanBePinned() {
        assertThat(ContractReader.read(Named.class).name()).isEqualTo("acme.Names");
        var request = ContractReader.schema(Named.class).request("put");
        assertThat(request.getFullName()).isEqualTo("acme.PutRequest");
        assertThat(request.findFieldByNumber(1).getName()).isEqualTo("first");
        assertThat(request.findFieldByNumber(7).getName()).isEqualTo("b");
    }

    interface Sync {
        User find(long id);

        void forget(long id);
    }

    interface Async {
        CompletableFuture<User> find(long id);

        CompletionStage<Void> forget(long id);
    }

    @Test
    void futuresTravelAsWhatTheyComplete() {
        byte[] bytes = Methods.of(Sync.class).get("find").response().encode(new User(3, "c"));
        assertThat(Methods.of(Async.class).get("find").response().decode(bytes, 0, bytes.length))
                .isEqualTo(new User(3, "c"));
        assertThat(Methods.of(Async.class).get("forget").response().encode(null))
                .isEmpty();
        assertThat(ContractReader.read(Async.class).fingerprint())
                .isEqualTo(ContractReader.read(Sync.class).fingerprint());
    }

    interface Protos {
        ProtoUser save(ProtoUser user);

        Map<String, ProtoUser> saveAll(List<ProtoUser> users, int count);
    }

    @Test
    void aGeneratedMessageAsSoleParameterOrResultIsTheWholeMessage() {
        ProtoUser user =
                ProtoUser.newBuilder().setId(5).setName("e").addRoles("admin").build();
        Methods methods = Methods.of(Protos.class);
        assertThat(methods.get("save").request().encode(new Object[] {user})).isEqualTo(user.toByteArray());
        assertThat(methods.get("save").response().encode(user)).isEqualTo(user.toByteArray());
        assertThat(methods.request("save", user)).containsExactly(user);
        assertThat(methods.response("save", user)).isEqualTo(user);
        assertThat(methods.request("saveAll", List.of(user), 1)).containsExactly(List.of(user), 1);
        assertThat(methods.response("saveAll", Map.of("e", user))).isEqualTo(Map.of("e", user));
        assertThat(ContractReader.schema(Protos.class).request("save").getFullName())
                .isEqualTo("io.rpcboot.test.ProtoUser");
    }

    @Test
    void parametersWithoutNamesAreNumbered() {
        // The JDK is compiled without -parameters.
        var request = ContractReader.schema(java.util.function.IntBinaryOperator.class)
                .request("applyAsInt");
        assertThat(request.getFields()).extracting(field -> field.getJsonName()).containsExactly("arg1", "arg2");
    }

    record OtherUser(long number, String title) {}

    interface SyncRenamed {
        OtherUser find(long key);

        void forget(long key);
    }

    interface SyncRetyped {
        User find(int id);

        void forget(long id);
    }

    @Test
    void theFingerprintKnowsWireFormsAndNoNames() {
        long fingerprint = ContractReader.read(Sync.class).fingerprint();
        assertThat(ContractReader.read(SyncRenamed.class).fingerprint()).isEqualTo(fingerprint);
        assertThat(ContractReader.read(SyncRetyped.class).fingerprint()).isNotEqualTo(fingerprint);
    }

    @Test
    void theFingerprintIsTheSameInEveryVersion() {
        assertThat(Long.toHexString(ContractReader.read(Sync.class).fingerprint()))
                .isEqualTo("9fc522ecf462cae0");
    }

    record Page<T>(List<T> items, int total) {}

    interface Pages {
        Page<User> users();

        Page<String> names();

        Page<Page<User>> pages();
    }

    @Test
    void eachInstanceOfAGenericRecordIsAMessage() {
        var schema = ContractReader.schema(Pages.class);
        assertThat(schema.file().getMessageTypes())
                .extracting(message -> message.getName())
                .contains("PageOfUser", "PageOfString", "PageOfPageOfUser");
        Page<Page<User>> pages = new Page<>(List.of(new Page<>(List.of(new User(1, "a")), 1)), 1);
        assertThat(Methods.of(Pages.class).response("pages", pages)).isEqualTo(pages);
    }

    interface Fresh {
        User get(long id);
    }

    @Test
    void soonAfterwardsAThreadOfItsOwnMakesTheCodeForMessages() {
        await().until(() -> !codeIsBeingMade()); // for contracts that other tests have read

        ContractReader.read(Fresh.class);

        await().until(ContractReaderTest::codeIsBeingMade);
    }

    /** The thread stays for a second when there is nothing left. */
    private static boolean codeIsBeingMade() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("rpc-marshallers"));
    }
}
