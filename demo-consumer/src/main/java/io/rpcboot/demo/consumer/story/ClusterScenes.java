package io.rpcboot.demo.consumer.story;

import io.rpcboot.RpcException;
import io.rpcboot.client.Reference;
import io.rpcboot.client.RpcClient;
import io.rpcboot.client.ServiceReference;
import io.rpcboot.demo.api.TicketService;
import io.rpcboot.demo.api.UserService;
import io.rpcboot.demo.consumer.story.ChatSystem.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What a cluster does by itself: four scenes with servers of their own, each in a group that nobody else calls. */
final class ClusterScenes {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String GOOD = "good";
    private static final String SOLD_OUT = "come back later";

    private final Stage stage;
    private final Transcript transcript;
    private final ChatSystem system;

    ClusterScenes(Stage stage) {
        this.stage = stage;
        this.transcript = stage.transcript();
        this.system = stage.system();
    }

    /** Tells the scenes, the first of which has this number. */
    void play(int first) throws Exception {
        transcript.scene(first, "scaling out: one, two, three user modules that answer one call at a time");
        scalingOut(first + " one to three at a time");
        transcript.scene(first + 1, "a primary and its backup");
        takeover(first + 1 + " primary killed");
        transcript.scene(first + 2, "instances for io and for cpu, with weights that follow the machine");
        tags(first + 2 + " tags and weights");
        transcript.scene(first + 3, "a circuit that opens, falls back and closes");
        circuit();
    }

    private void scalingOut(String load) throws Exception {
        List<Server> servers = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        double alone = 0;
        double best = 0;
        for (int count = 1; count <= 3; count++) {
            servers.addAll(stage.started(system.launch(
                    "user" + count,
                    Runtime.getRuntime().availableProcessors(),
                    Module.USER,
                    "--rpc.services.user-service.group=scale",
                    "--rpc.server.threads=1")));
            // A reference that is made now knows all of them from the start, and gives none of them time to warm up.
            try (ServiceReference<UserService> users =
                    refer(Reference.to(UserService.class).group("scale"))) {
                login(users, 12);
                List<Long> before = stage.callsOf(servers);
                long begin = System.nanoTime();
                Load.Result result = stage.loadFor(
                        load.replace("one to three", Integer.toString(count)),
                        4_000,
                        6,
                        () -> users.stub().login("zhangsan", "123456"));
                double perSecond = result.calls() * 1e9 / (System.nanoTime() - begin);
                stage.proveNoneFailed(result);
                List<Long> after = stage.callsOf(servers);
                alone = count == 1 ? perSecond : alone;
                best = Math.max(best, perSecond);
                List<String> shares = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    shares.add(Stage.number(after.get(i) - before.get(i)));
                }
                rows.add(List.of(
                        Integer.toString(count),
                        Stage.number(Math.round(perSecond)),
                        String.format(Locale.ROOT, "%.1f ×", perSecond / alone),
                        String.join(" + ", shares)));
            }
        }
        transcript.table(List.of("instances", "logins/s", "of one", "calls of each"), rows);
        transcript.say(
                "Not three times as many: all share the %d processors of this machine, on which a login is work",
                Runtime.getRuntime().availableProcessors());
        transcript.say(
                "(it checks a password hash), and one database; the caller is there too. More machines help, not");
        transcript.say("more processes on one that is busy.");
        transcript.prove(best >= alone, "%,d logins/s at best, %,d with one", Math.round(best), Math.round(alone));
        stop(servers);
    }

    private static void login(ServiceReference<UserService> users, int times) {
        for (int i = 0; i < times; i++) {
            users.stub().login("zhangsan", "123456"); // the first calls of a process are not typical
        }
    }

    private void takeover(String name) throws Exception {
        String group = "--rpc.services.ticket-service.group=pair";
        List<Server> pair = stage.started(
                system.launch("primary", 1, Module.TICKET, group),
                system.launch("backup", 1, Module.TICKET, group, "--rpc.services.ticket-service.role=backup"));
        try (ServiceReference<TicketService> tickets =
                refer(Reference.to(TicketService.class).group("pair"))) {
            awaitUsable(tickets, pair);
            Load load = Load.start(2, () -> tickets.stub().getTicket().equals(GOOD));
            awaitCalls(pair.get(0), 100);
            transcript.prove(callsOf(pair.get(1)) == 0, "the backup gets no call while the primary is there");
            pair.get(0).child().kill();
            transcript.say("kill -9 %d (%s)", pair.get(0).pid(), pair.get(0).name());
            awaitCalls(pair.get(1), 100);
            transcript.prove(true, "the backup has taken over: %,d calls", callsOf(pair.get(1)));

            Server again = stage.started(system.launch("primary2", 1, Module.TICKET, group))
                    .get(0);
            awaitCalls(again, 100);
            long backupHad = callsOf(pair.get(1));
            long primaryHad = callsOf(again);
            awaitCalls(again, primaryHad + 100);
            transcript.prove(callsOf(pair.get(1)) == backupHad, "a new primary is there, and the backup is idle again");
            stage.proveNoneFailed(stage.stop(name, load));
            stop(List.of(pair.get(1), again));
        }
    }

    private void tags(String name) throws Exception {
        String group = "--rpc.services.ticket-service.group=tags";
        String weight = "--rpc.services.ticket-service.weight=${machine.weight}";
        List<Server> servers = stage.started(
                system.launch("io", 1, Module.TICKET, group, weight, "--rpc.services.ticket-service.tag=io"),
                system.launch("cpu-small", 1, Module.TICKET, group, weight, "--rpc.services.ticket-service.tag=cpu"),
                system.launch("cpu-large", 3, Module.TICKET, group, weight, "--rpc.services.ticket-service.tag=cpu"));
        List<Server> cpu = servers.subList(1, 3);
        try (ServiceReference<TicketService> tickets =
                refer(Reference.to(TicketService.class).group("tags").tag("cpu").loadBalancer("round-robin"))) {
            awaitUsable(tickets, cpu);
            Load.Result result = stage.loadFor(
                    name, 2_000, 2, () -> tickets.stub().getTicket().equals(GOOD));
            List<Long> calls = stage.callsOf(servers);
            long all = calls.get(1) + calls.get(2);
            List<List<String>> rows = new ArrayList<>();
            for (int i = 0; i < servers.size(); i++) {
                Server server = servers.get(i);
                rows.add(List.of(
                        server.name(),
                        server.instance().attributes().tag(),
                        Integer.toString(server.instance().attributes().weight()),
                        Stage.number(calls.get(i)),
                        String.format(Locale.ROOT, "%.0f %%", 100.0 * calls.get(i) / Math.max(1, all))));
            }
            transcript.table(List.of("server", "tag", "weight", "calls", "share"), rows);
            transcript.prove(calls.get(0) == 0, "who asks for cpu never reaches io");
            transcript.prove(
                    Math.abs(4.0 * calls.get(1) / all - 1) < 0.2,
                    "the machine with three processors takes three of four calls");
            stage.proveNoneFailed(result);
        }
        servers.get(1).child().stop();
        servers.get(2).child().stop();
        try (ServiceReference<TicketService> tickets =
                refer(Reference.to(TicketService.class).group("tags").tag("cpu?"))) {
            transcript.prove(
                    tickets.stub().getTicket().equals(GOOD),
                    "who only prefers cpu (tag \"cpu?\") is served by io when cpu is gone");
        }
        servers.get(0).child().stop();
    }

    private void circuit() throws Exception {
        String[] settings = {"--rpc.services.ticket-service.group=circuit"};
        Server first = stage.started(system.launch("ticket1", 1, Module.TICKET, settings))
                .get(0);
        AtomicReference<@Nullable RpcException> cause = new AtomicReference<>();
        try (ServiceReference<TicketService> tickets = refer(Reference.to(TicketService.class)
                .group("circuit")
                .id("ticket-circuit")
                .timeout(Duration.ofMillis(500))
                .fallbackFactory(failure -> {
                    cause.set(failure);
                    return () -> SOLD_OUT;
                })
                .circuitBreaker(breaker -> breaker.minimumNumberOfCalls(10)
                        .slidingWindowSize(10)
                        .waitDurationInOpenState(Duration.ofSeconds(2))
                        .permittedNumberOfCallsInHalfOpenState(3)))) {
            for (int i = 0; i < 20; i++) {
                tickets.stub().getTicket();
            }
            transcript.prove(tickets.stub().getTicket().equals(GOOD), "closed: a ticket is \"%s\"", GOOD);

            first.child().stop();
            int fallenBack = 0;
            while (!isRefusedByCircuit(cause.get()) && fallenBack < 100) {
                fallenBack += tickets.stub().getTicket().equals(SOLD_OUT) ? 1 : 0;
            }
            RpcException refused = cause.get();
            transcript.prove(
                    isRefusedByCircuit(refused),
                    "open after %d failures that each fell back to \"%s\"",
                    fallenBack - 1,
                    SOLD_OUT);
            transcript.say("%s", String.valueOf(refused));

            Server second = stage.started(system.launch("ticket2", 1, Module.TICKET, settings))
                    .get(0);
            boolean good = false;
            for (int i = 0; i < 100 && !good; i++) {
                Thread.sleep(100);
                good = tickets.stub().getTicket().equals(GOOD);
            }
            for (int i = 0; i < 20; i++) {
                good &= tickets.stub().getTicket().equals(GOOD);
            }
            transcript.prove(good, "closed again, by itself, once the service is back");
            second.child().stop();
        }
    }

    private static boolean isRefusedByCircuit(@Nullable RpcException cause) {
        return cause != null && String.valueOf(cause.getMessage()).contains("circuit breaker");
    }

    // What these scenes share.

    private <T> ServiceReference<T> refer(Reference<T> reference) throws InterruptedException {
        RpcClient client = stage.consumer().rpc();
        ServiceReference<T> referred = client.reference(reference);
        if (!referred.awaitAvailable(PATIENCE)) {
            throw new StoryException(referred.explain());
        }
        return referred;
    }

    /** Waits until the reference knows all of these and is connected to each. */
    private static void awaitUsable(ServiceReference<?> reference, List<Server> servers) throws InterruptedException {
        for (int i = 0; i < 300; i++) {
            String explained = reference.explain();
            if (servers.stream().allMatch(server -> explained.contains(server.address() + " (connected"))) {
                return;
            }
            Thread.sleep(100);
        }
        throw new StoryException(reference.explain());
    }

    private long callsOf(Server server) {
        return stage.callsOf(List.of(server)).get(0);
    }

    private void awaitCalls(Server server, long calls) throws InterruptedException {
        for (int i = 0; i < 300; i++) {
            if (callsOf(server) >= calls) {
                return;
            }
            Thread.sleep(100);
        }
        throw new StoryException(server.name() + " was to answer " + calls + " calls, and has " + callsOf(server));
    }

    private static void stop(List<Server> servers) {
        servers.forEach(server -> server.child().stop());
    }
}
