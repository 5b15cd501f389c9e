package io.rpcboot.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rpcboot.registry.EmbeddedRegistryProvider;
import io.rpcboot.spring.RpcReference;
import io.rpcboot.spring.RpcService;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What a user reads when an application does not start. */
class StartUpFailureTest {

    private final ApplicationContextRunner context = Contexts.withRegistry();

    @Test
    void aServiceWithoutARegistryToRegisterIn() {
        expect(
                Contexts.withoutRegistry().withUserConfiguration(GreeterBean.class),
                "@RpcService io.rpcboot.spring.boot.Greeter must be registered, but no registry is configured:"
                        + " rpc.registry.address is not set.",
                """
                Set one of
                  - rpc.registry.address=zookeeper://127.0.0.1:2181 for a ZooKeeper that runs there
                  - rpc.registry.address=embedded for one inside this process (dependency io.rpcboot:rpc-embedded-registry)
                  - rpc.registry.register=false to export it without registering it""");
    }

    @Test
    void aReferenceWithoutARegistryToLookUpIn() {
        expect(
                Contexts.withoutRegistry().withUserConfiguration(Caller.class),
                "@RpcReference io.rpcboot.spring.boot.Greeter must be looked up, but no registry is configured:"
                        + " rpc.registry.address is not set.",
                """
                Set one of
                  - rpc.registry.address=zookeeper://127.0.0.1:2181 for a ZooKeeper that runs there
                  - rpc.registry.address=embedded for one inside this process (dependency io.rpcboot:rpc-embedded-registry)
                  - rpc.references.greeter.url=host:port to call a provider without a registry""");
    }

    @Test
    void aReferenceThatMayNotLookUp() {
        expect(
                context.withUserConfiguration(Caller.class).withPropertyValues("rpc.registry.subscribe=false"),
                "@RpcReference io.rpcboot.spring.boot.Greeter must be looked up, but rpc.registry.subscribe is false.",
                "Set rpc.references.greeter.url=host:port to call a provider without a registry, or remove"
                        + " rpc.registry.subscribe.");
    }

    @Test
    void aRegistryThatDoesNotAnswerWhereItIsToBeChecked() throws Exception {
        int port = freePort();
        expect(
                Contexts.withRegistry("zookeeper://127.0.0.1:" + port)
                        .withUserConfiguration(GreeterBean.class)
                        .withPropertyValues("rpc.registry.check=true", "rpc.registry.connect-timeout=200ms"),
                "The registry zookeeper://127.0.0.1:" + port
                        + " did not answer within 200 ms, and rpc.registry.check is true.",
                "Start a ZooKeeper there (from its bin package: bin/zkServer.sh start), correct rpc.registry.address,"
                        + " or remove rpc.registry.check to start without it; it is then used as soon as it is there.");
    }

    @Test
    void aRegistryThatDoesNotAnswerIsNoReasonNotToStart() throws Exception {
        Contexts.withRegistry("zookeeper://127.0.0.1:" + freePort())
                .withUserConfiguration(GreeterBean.class, Caller.class)
                .run(running -> assertThat(running).hasNotFailed());
    }

    @Test
    void anAddressOfNoKnownForm() {
        expect(
                Contexts.withRegistry("127.0.0.1:2181").withUserConfiguration(GreeterBean.class),
                "rpc.registry.address cannot be understood: registry address \"127.0.0.1:2181\" is not valid: it has"
                        + " no scheme; did you mean zookeeper://127.0.0.1:2181?; use zookeeper://host:port[,host:port..."
                        + "][/chroot], embedded[:port][?data=directory], or memory[:name] for tests.",
                "Correct rpc.registry.address.");
    }

    @Test
    void anEmbeddedRegistryWithoutItsDependency() {
        ClassLoader without = new ClassLoader(null) {};
        IllegalStateException failure =
                catchThrowableOfType(IllegalStateException.class, () -> EmbeddedRegistryProvider.find(without));
        FailureAnalysis analysis = Contexts.analyze(RpcRegistry.notStarted(failure));
        assertThat(analysis.getDescription())
                .isEqualTo("The registry address \"embedded\" needs the dependency io.rpcboot:rpc-embedded-registry.");
        assertThat(analysis.getAction()).isEqualTo("Add it, or set rpc.registry.address to zookeeper://host:port.");
    }

    @Test
    void anEmbeddedRegistryWhosePortIsTaken() throws Exception {
        try (TestingServer other = new TestingServer()) {
            expect(
                    Contexts.withRegistry("embedded:" + other.getPort()).withUserConfiguration(GreeterBean.class),
                    "The embedded registry cannot start: a ZooKeeper answers at port " + other.getPort() + " already.",
                    "Set rpc.registry.address to zookeeper://127.0.0.1:" + other.getPort()
                            + " to use it, or to embedded:0 for a registry of your own at a free port.");
        }
    }

    @Test
    void aPortInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            expect(
                    context.withUserConfiguration(GreeterBean.class).withPropertyValues("rpc.server.port=" + port),
                    "The RPC server cannot listen on 127.0.0.1:" + port + ": the port is in use.",
                    "Stop the process that listens there (find it with: ss -ltnp 'sport = :" + port + "'), or set"
                            + " rpc.server.port to another port, or to 0 for any that is free.");
        }
    }

    @Test
    void anAddressThatIsNotOurs() {
        expect(
                context.withUserConfiguration(GreeterBean.class).withPropertyValues("rpc.server.host=192.0.2.1"),
                "The RPC server cannot listen on 192.0.2.1: this machine has no such address.",
                "Set rpc.server.host to an address of this machine, or remove it to listen on all. To tell consumers"
                        + " another address, set rpc.server.advertised-host.");
    }

    @Test
    void anInterfaceThatCannotBeAContract() {
        for (Class<?> bean : new Class<?>[] {UnmappableBean.class, UnmappableCaller.class}) {
            context.withUserConfiguration(bean).run(running -> {
                FailureAnalysis analysis = Contexts.analyze(running.getStartupFailure());
                assertThat(analysis.getDescription())
                        .startsWith("An interface that is exported with @RpcService or called through @RpcReference"
                                + " cannot be a contract:\n\n    Unmappable.find(Object)")
                        .contains("java.lang.Object has no protobuf mapping");
                assertThat(analysis.getAction())
                        .isEqualTo("Change the interface as said above; docs/contract.md lists what each Java type"
                                + " becomes.");
            });
        }
    }

    @Test
    void noProviderForAReferenceThatIsToBeChecked() {
        context.withUserConfiguration(Caller.class)
                .withPropertyValues("rpc.client.check=true", "rpc.registry.connect-timeout=100ms")
                .run(running -> {
                    FailureAnalysis analysis = Contexts.analyze(running.getStartupFailure());
                    assertThat(analysis.getDescription())
                            .startsWith("@RpcReference io.rpcboot.spring.boot.Greeter has no provider, and check is"
                                    + " true for it.\n\n    ")
                            .contains("memory:");
                    assertThat(analysis.getAction())
                            .isEqualTo("Start a provider, or set rpc.references.greeter.check=false"
                                    + " (rpc.client.check=false for all) to start without one.");
                });
    }

    @Test
    void aProviderOfThisProcessSatisfiesTheCheck() {
        context.withUserConfiguration(Caller.class, GreeterBean.class)
                .withPropertyValues("rpc.client.check=true", "rpc.registry.connect-timeout=100ms")
                .run(running -> assertThat(running).hasNotFailed());
    }

    @Test
    void keysThatDoNotExist() {
        expect(
                context.withPropertyValues(
                        "rpc.registry.adress=x",
                        "rpc.server.port.number=1",
                        "rpc.references.greeter.methods.greet.tmeout=1"),
                """
                Configuration under rpc has keys that nothing matches:

                    rpc.registry.adress ("rpc.registry.adress" from property source "test"): did you mean rpc.registry.address?
                    rpc.server.port.number ("rpc.server.port.number" from property source "test"): rpc.server.port has no further parts
                    rpc.references.greeter.methods.greet.tmeout ("rpc.references.greeter.methods.greet.tmeout" from property source "test"): did you mean rpc.references.greeter.methods.greet.timeout?""",
                "Correct or remove them; docs/configuration.md lists every key.");
    }

    @Test
    void keysOfServicesAndReferencesThatDoNotExist() {
        expect(
                context.withUserConfiguration(GreeterBean.class, Caller.class)
                        .withPropertyValues(
                                "rpc.services.greter.weight=1",
                                "rpc.references.gretter.retries=1",
                                "rpc.references.something-else.retries=1"),
                """
                Configuration under rpc has keys that nothing matches:

                    rpc.services.greter belongs to no @RpcService: did you mean rpc.services.greeter?
                    rpc.references.gretter belongs to no @RpcReference: did you mean rpc.references.greeter?
                    rpc.references.something-else belongs to no @RpcReference: there are greeter""",
                "Correct or remove them; docs/configuration.md lists every key.");
    }

    @Test
    void keysInTheSystemEnvironmentAreLeftAlone() {
        context.withInitializer(application -> application
                        .getEnvironment()
                        .getPropertySources()
                        .addFirst(new org.springframework.core.env.SystemEnvironmentPropertySource(
                                "systemEnvironment", java.util.Map.of("RPC_PORT", "tcp://10.0.0.1:80"))))
                .run(running -> assertThat(running).hasNotFailed());
    }

    @Test
    void aMethodThatTheInterfaceDoesNotHave() {
        expect(
                context.withUserConfiguration(Caller.class)
                        .withPropertyValues("rpc.references.greeter.methods.gret.timeout=1s"),
                "The reference at Caller.greeter cannot be made: settings for method \"gret\":"
                        + " io.rpcboot.spring.boot.Greeter has only [greet].",
                "Correct it in the annotation, or in configuration under rpc.references.greeter or rpc.client.");
    }

    @Test
    void aLoadBalancerThatDoesNotExist() {
        expect(
                context.withUserConfiguration(Caller.class).withPropertyValues("rpc.client.loadbalance=p3c"),
                "The reference at Caller.greeter cannot be made: load balancer \"p3c\" of the reference to"
                        + " io.rpcboot.spring.boot.Greeter does not exist; there are [consistent-hash,"
                        + " least-pending, p2c, random, round-robin].",
                "Correct it in the annotation, or in configuration under rpc.references.greeter or rpc.client.");
    }

    @Test
    void aRangeOfVersionsThatIsNone() {
        expect(
                context.withUserConfiguration(Caller.class)
                        .withPropertyValues("rpc.references.greeter.version=[1.2,one)"),
                "The reference at Caller.greeter cannot be made: version \"[1.2,one)\" is no range of versions: one:"
                        + " Version string does not start with a number.",
                "Correct it in the annotation, or in configuration under rpc.references.greeter or rpc.client.");
    }

    @Test
    void aNegativeWeightInConfiguration() {
        expect(
                context.withUserConfiguration(GreeterBean.class).withPropertyValues("rpc.services.greeter.weight=-1"),
                "Bean 'startUpFailureTest.GreeterBean' is to be exported with the weight -1, which is negative.",
                "Set rpc.services.greeter.weight to 0 or more: 100 is what others have by default, 0 takes no calls.");
    }

    @Test
    void aNegativeWeightInTheAnnotation() {
        expect(
                context.withUserConfiguration(LightBean.class),
                "Bean 'startUpFailureTest.LightBean' is to be exported with the weight -2, which is negative.",
                "Set @RpcService(weight = …) to 0 or more: 100 is what others have by default, 0 takes no calls.");
    }

    @Test
    void aNegativeSlowStart() {
        expect(
                context.withUserConfiguration(Caller.class).withPropertyValues("rpc.client.slow-start=-5s"),
                "rpc.client.slow-start is -5000 ms.",
                "Set it to 0 or more, as 30s.");
    }

    @Test
    void aNegativeTimeoutOfTheClient() {
        expect(
                context.withUserConfiguration(Caller.class).withPropertyValues("rpc.client.timeout=-1s"),
                "rpc.client.timeout is -1000 ms.",
                "Set it to 0 or more, as 30s.");
    }

    @Test
    void aNegativeNumberOfRetriesOfTheClient() {
        expect(
                context.withUserConfiguration(Caller.class).withPropertyValues("rpc.client.retries=-1"),
                "rpc.client.retries is -1.",
                "Set it to 0 or more.");
    }

    @Test
    void noConnectionsAtAll() {
        expect(
                context.withUserConfiguration(Caller.class).withPropertyValues("rpc.client.connections=0"),
                "rpc.client.connections is 0.",
                "Set it to 1 or more.");
    }

    @Test
    void aNegativeTimeoutOrNumberOfRetriesOfAReferenceOrAMethod() {
        String ofReference = " of the reference to io.rpcboot.spring.boot.Greeter";
        for (String[] example : new String[][] {
            {"timeout=-1s", "timeout PT-1S" + ofReference + " is negative; zero is without end."},
            {"retries=-1", "retries -1" + ofReference + " is negative; zero repeats nothing."},
            {
                "methods.greet.timeout=-1s",
                "timeout PT-1S of method \"greet\"" + ofReference + " is negative; zero is without end."
            },
            {
                "methods.greet.retries=-1",
                "retries -1 of method \"greet\"" + ofReference + " is negative; zero repeats nothing."
            },
        }) {
            expect(
                    context.withUserConfiguration(Caller.class)
                            .withPropertyValues("rpc.references.greeter." + example[0]),
                    "The reference at Caller.greeter cannot be made: " + example[1],
                    "Correct it in the annotation, or in configuration under rpc.references.greeter or rpc.client.");
        }
    }

    @Test
    void aNegativeTimeoutOrNumberOfRetriesInTheAnnotation() {
        expect(
                context.withUserConfiguration(Hasty.class),
                "The reference at Hasty.greeter cannot be made: timeout PT-0.002S of the reference to"
                        + " io.rpcboot.spring.boot.Greeter is negative; zero is without end.",
                "Correct it in the annotation, or in configuration under rpc.references.greeter or rpc.client.");
        expect(
                context.withUserConfiguration(Averse.class),
                "The reference at Averse.greeter cannot be made: retries -2 of the reference to"
                        + " io.rpcboot.spring.boot.Greeter is negative; zero repeats nothing.",
                "Correct it in the annotation, or in configuration under rpc.references.greeter or rpc.client.");
    }

    @Test
    void rulesThatAreNone() {
        expect(
                context.withUserConfiguration(Caller.class)
                        .withPropertyValues("rpc.references.greeter.rules={\"method\":{}}"),
                "rpc.references.greeter.rules cannot be understood: the whole has the unknown key \"method\"; there are"
                        + " [instances, methods].",
                "Correct it; docs/operations.md has the form.");
    }

    @Test
    void rulesForAMethodThatTheInterfaceDoesNotHave() {
        expect(
                context.withUserConfiguration(Caller.class)
                        .withPropertyValues("rpc.references.greeter.rules={\"methods\":{\"gret\":{\"tag\":\"cpu\"}}}"),
                "The reference at Caller.greeter cannot be made: rules for method \"gret\":"
                        + " io.rpcboot.spring.boot.Greeter has only [greet].",
                "Correct it in the annotation, or in configuration under rpc.references.greeter or rpc.client.");
    }

    @Test
    void aTagThatPrefersNothing() {
        expect(
                context.withUserConfiguration(Caller.class).withPropertyValues("rpc.references.greeter.tag=?"),
                "The reference at Caller.greeter cannot be made: tag \"?\" prefers nothing; write what before \"?\".",
                "Correct it in the annotation, or in configuration under rpc.references.greeter or rpc.client.");
    }

    @Test
    void hedgingAReferenceWithMethodsThatMustNotRunTwice() {
        expect(
                context.withUserConfiguration(Caller.class).withPropertyValues("rpc.references.greeter.cluster=hedged"),
                "The reference at Caller.greeter cannot be made: cluster \"hedged\" of the reference to"
                        + " io.rpcboot.spring.boot.Greeter is only for methods that are declared"
                        + " @RpcMethod(idempotent = true) and have an answer, not for [greet]; set it on single methods"
                        + " instead (methods.<method>.cluster).",
                "Correct it in the annotation, or in configuration under rpc.references.greeter or rpc.client.");
    }

    @Test
    void hedgingAMethodThatMustNotRunTwice() {
        expect(
                context.withUserConfiguration(Caller.class)
                        .withPropertyValues("rpc.references.greeter.methods.greet.cluster=hedged"),
                "The reference at Caller.greeter cannot be made: cluster \"hedged\" of method \"greet\" of the"
                        + " reference to io.rpcboot.spring.boot.Greeter could make it run twice, and it is not declared"
                        + " @RpcMethod(idempotent = true); declare it so if that does no harm, or leave it to"
                        + " \"failover\".",
                "Correct it in the annotation, or in configuration under rpc.references.greeter or rpc.client.");
    }

    @Test
    void aFaultModeThatDoesNotExist() {
        context.withUserConfiguration(Caller.class)
                .withPropertyValues("rpc.references.greeter.cluster=hedge")
                .run(running -> {
                    FailureAnalysis analysis = Contexts.analyze(running.getStartupFailure());
                    assertThat(analysis.getDescription()).contains("rpc.references.greeter.cluster", "\"hedge\"");
                    assertThat(analysis.getAction()).contains("BROADCAST", "FAILFAST", "FAILOVER", "HEDGED");
                });
        expect(
                context.withUserConfiguration(OddlyClustered.class),
                "OddlyClustered.greeter is annotated @RpcReference(cluster = \"hedge\"), which means nothing.",
                "Use failover, failfast, hedged or broadcast.");
    }

    @Test
    void aBroadcastingReferenceNeedsARegistryEvenIfThisProcessExportsTheService() {
        expect(
                Contexts.withoutRegistry()
                        .withUserConfiguration(GreeterBean.class, Caller.class)
                        .withPropertyValues("rpc.registry.register=false", "rpc.references.greeter.cluster=broadcast"),
                "@RpcReference io.rpcboot.spring.boot.Greeter must be looked up, but no registry is configured:"
                        + " rpc.registry.address is not set.",
                """
                Set one of
                  - rpc.registry.address=zookeeper://127.0.0.1:2181 for a ZooKeeper that runs there
                  - rpc.registry.address=embedded for one inside this process (dependency io.rpcboot:rpc-embedded-registry)
                  - rpc.references.greeter.url=host:port to call a provider without a registry""");
    }

    @Test
    void aLazyReferenceIsDeclaredEvenIfNobodyHasAskedForItYet() {
        context.withBean(Caller.class, Caller::new, definition -> definition.setLazyInit(true))
                .withPropertyValues("rpc.references.greeter.timeout=1s")
                .run(running -> assertThat(running).hasNotFailed());
    }

    @Test
    void anAttributeWithoutMeaning() {
        expect(
                context.withUserConfiguration(Odd.class),
                "Odd.greeter is annotated @RpcReference(local = \"sometimes\"), which means nothing.",
                "Use prefer, strict or never.");
    }

    @Test
    void aReferenceToAClass() {
        expect(
                context.withUserConfiguration(ToClass.class),
                "ToClass.setText(text) is annotated @RpcReference, but java.lang.String is not an interface.",
                "Inject the interface that the provider exports with @RpcService.");
    }

    @Test
    void aLimitForAMethodThatThereIsNot() {
        expect(
                context.withUserConfiguration(GreeterBean.class)
                        .withPropertyValues("rpc.services.greeter.methods.gret.max-concurrency=1"),
                """
                Configuration under rpc has keys that nothing matches:

                    rpc.services.greeter.methods.gret belongs to no method: did you mean rpc.services.greeter.methods.greet?""",
                "Correct or remove them; docs/configuration.md lists every key.");
    }

    @Test
    void aLimitBelowZero() {
        for (String key : new String[] {"methods.greet.max-concurrency", "max-concurrency"}) {
            expect(
                    context.withUserConfiguration(GreeterBean.class)
                            .withPropertyValues("rpc.services.greeter." + key + "=-1"),
                    "rpc.services.greeter." + key + " is -1, and less than nothing means nothing.",
                    "Set it to 0 or more, or remove it.");
        }
    }

    @Test
    void aServerThatCouldServeNoCall() {
        for (String key : new String[] {"rpc.server.max-concurrency", "rpc.server.threads"}) {
            expect(
                    context.withUserConfiguration(GreeterBean.class).withPropertyValues(key + "=0"),
                    key + " is 0: no call could be served.",
                    "Set it to 1 or more.");
        }
    }

    private static void expect(ApplicationContextRunner context, String description, String action) {
        context.run(running -> {
            assertThat(running).hasFailed();
            FailureAnalysis analysis = Contexts.analyze(running.getStartupFailure());
            assertThat(analysis.getDescription()).isEqualTo(description);
            assertThat(analysis.getAction()).isEqualTo(action);
        });
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @RpcService
    static class GreeterBean implements Greeter {
        @Override
        public String greet(String name) {
            return name;
        }
    }

    @RpcService(weight = -2)
    static class LightBean implements Greeter {
        @Override
        public String greet(String name) {
            return name;
        }
    }

    static class Caller {
        @RpcReference
        Greeter greeter = name -> "not injected";
    }

    static class Odd {
        @RpcReference(local = "sometimes")
        Greeter greeter = name -> "not injected";
    }

    static class OddlyClustered {
        @RpcReference(cluster = "hedge")
        Greeter greeter = name -> "not injected";
    }

    static class Hasty {
        @RpcReference(timeout = -2)
        Greeter greeter = name -> "not injected";
    }

    static class Averse {
        @RpcReference(retries = -2)
        Greeter greeter = name -> "not injected";
    }

    static class ToClass {
        @RpcReference
        void setText(String text) {}
    }

    interface Unmappable {
        String find(Object what);
    }

    @RpcService
    static class UnmappableBean implements Unmappable {
        @Override
        public String find(Object what) {
            return "";
        }
    }

    static class UnmappableCaller {
        @RpcReference
        Unmappable unmappable = what -> "not injected";
    }
}
