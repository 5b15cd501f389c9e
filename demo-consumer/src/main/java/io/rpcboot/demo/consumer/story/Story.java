package io.rpcboot.demo.consumer.story;

import static io.rpcboot.demo.api.diagnostics.ServerDiagnostics.TRACE_KEY;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.client.Reference;
import io.rpcboot.core.RpcContext;
import io.rpcboot.demo.api.Activity;
import io.rpcboot.demo.api.Group;
import io.rpcboot.demo.api.Message;
import io.rpcboot.demo.api.NameTakenException;
import io.rpcboot.demo.api.NoSuchGroupException;
import io.rpcboot.demo.api.Profile;
import io.rpcboot.demo.api.TicketService;
import io.rpcboot.demo.api.User;
import io.rpcboot.demo.api.UserService;
import io.rpcboot.demo.api.diagnostics.ServerDiagnostics;
import io.rpcboot.demo.consumer.ChatServices;
import io.rpcboot.demo.consumer.story.ChatSystem.Server;
import io.rpcboot.demo.consumer.story.ChildProcesses.Child;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * The demo's sixteen scenes. The consumer that they speak of is this very process. Tells them once, on one thread.
 */
final class Story {

    private static final String NAME = "zhangsan";
    private static final String PASSWORD = "123456";
    private static final int THREADS = 4;

    private final Transcript transcript;
    private final ChatSystem system;
    private final Stage stage;
    private final long start = System.nanoTime();
    private long zhangsan;
    private long administrator;

    Story(Transcript transcript, ChatSystem system) {
        this.transcript = transcript;
        this.system = system;
        this.stage = new Stage(transcript, system);
    }

    /** @throws StoryException if a claim of the story does not hold */
    void tell() throws Exception {
        try (stage) {
            registryAlone();
            stage.startConsumer();
            singleMachine();
            cluster();
            Distributed servers = distributed();
            oneCallStepByStep(servers);
            protobufAndJson();
            errors();
            ticket();
            Server joined = scaling(servers);
            servers = redeployment(servers, joined);
            new ClusterScenes(stage).play(11);
            outages(servers);
            totals();
        }
    }

    /** The servers of scene 4 and later. On server3 each module is a process of its own. */
    private record Distributed(Server userAndMessage, Server friendAndGroup, Server admin, Server ticket) {

        List<Server> all() {
            return List.of(userAndMessage, friendAndGroup, admin, ticket);
        }

        Distributed withAdmin(Server another) {
            return new Distributed(userAndMessage, friendAndGroup, another, ticket);
        }
    }

    private void registryAlone() throws Exception {
        transcript.scene(1, "the registry alone");
        Child database = system.startDatabase();
        Child registry = system.startRegistry();
        transcript.say(
                "registry: process %d, %s · database: process %d · consumer: this process, %d",
                registry.pid(),
                system.registryAddress(),
                database.pid(),
                ProcessHandle.current().pid());
        try (RegistryTree tree = new RegistryTree(system.registryPort())) {
            List<String> lines = tree.lines();
            lines.forEach(transcript::say);
            transcript.prove(lines.equals(List.of("/")), "the registry's tree is empty");
        }
    }

    private void singleMachine() throws Exception {
        transcript.scene(2, "single machine: all modules in one process");
        Server single = stage.started(system.launch("single", Module.values())).get(0);
        stage.awaitInstances(single);
        transcript.say("%s: process %d at %s hosts %s", single.name(), single.pid(), single.address(), names(single));
        ChatServices chat = stage.chat();
        Demo.makeFriends(chat);
        zhangsan = chat.users().find(NAME).id();
        administrator = chat.users().find("admin").id();
        transcript.prove(chat.users().login(NAME, PASSWORD), "login(\"%s\", \"%s\") is true", NAME, PASSWORD);
        List<String> friends = friendNames();
        transcript.prove(friends.equals(List.of("lisi", "wangwu")), "getUserFriendList(%d) is %s", zhangsan, friends);
        Profile profile = chat.users().getProfile(zhangsan);
        transcript.prove(
                profile.online() && profile.friends() == 2,
                "the user module fetched the %d friends from the friend module at the login",
                profile.friends());
        single.child().stop();
    }

    private void cluster() throws Exception {
        transcript.scene(3, "cluster: three servers with all modules each, one of them killed");
        List<Server> servers = stage.started(
                system.launch("server1", Module.values()),
                system.launch("server2", Module.values()),
                system.launch("server3", Module.values()));
        stage.awaitInstances(Module.FRIEND, servers);

        Load load = Load.start(THREADS, this::friendListIsRight);
        Thread.sleep(3_000);
        List<Long> before = stage.callsOf(servers);
        Server victim = servers.get(1);
        int madeBefore = load.made();
        victim.child().kill();
        transcript.say("kill -9 %d (%s) while %d threads call", victim.pid(), victim.name(), THREADS);
        Thread.sleep(4_000);
        Load.Result result = stage.stop("3 cluster, one killed", load);

        List<Server> survivors = List.of(servers.get(0), servers.get(2));
        List<Long> after = stage.callsOf(survivors);
        transcript.table(
                List.of("server", "process", "port", "calls until the kill", "calls at the end"),
                List.of(
                        row(servers.get(0), before.get(0), Stage.number(after.get(0))),
                        row(servers.get(1), before.get(1), "killed"),
                        row(servers.get(2), before.get(2), Stage.number(after.get(1)))));
        transcript.prove(before.stream().allMatch(count -> count > 0), "each of the three servers answered calls");
        transcript.prove(
                after.get(0) > before.get(0) && after.get(1) > before.get(2) && result.calls() > madeBefore,
                "the other two went on");
        stage.proveNoneFailed(result);
        survivors.forEach(server -> server.child().stop());
    }

    private Distributed distributed() throws Exception {
        transcript.scene(4, "distributed: each module where it belongs");
        List<Server> servers = stage.started(
                system.launch("server1", Module.USER, Module.MESSAGE),
                system.launch("server2", Module.FRIEND, Module.GROUP),
                system.launchAlone("server3", Module.ADMIN),
                system.launchAlone("server3", Module.TICKET));
        List<List<String>> rows = new ArrayList<>();
        for (Server server : servers) {
            stage.awaitInstances(server);
            for (Module module : server.modules()) {
                rows.add(List.of(
                        module.toString(),
                        server.name(),
                        Long.toString(server.pid()),
                        Integer.toString(server.instance().port())));
            }
        }
        transcript.table(List.of("module", "server", "process", "port"), rows);
        transcript.say("");
        awaitPaths();
        callEachModule();
        transcript.say("");
        try (RegistryTree tree = new RegistryTree(system.registryPort())) {
            tree.lines().forEach(transcript::say);
            transcript.say("");
            String path = "/rpc/services/" + Module.USER.serviceName();
            String node = path + "/" + tree.children(path).get(0);
            transcript.say("%s", node);
            String json = tree.text(node);
            transcript.say("%s", json);
            transcript.prove(
                    json.contains("\"port\":" + servers.get(0).instance().port()),
                    "the registry says where the user module is");
        }
        return new Distributed(servers.get(0), servers.get(1), servers.get(2), servers.get(3));
    }

    /**
     * Waits until the servers, which were started side by side, can reach each other. The calls change nothing: what is
     * there is added again, and nobody can write to a group that does not exist.
     */
    private void awaitPaths() throws Exception {
        ChatServices chat = stage.chat();
        reach("server2 → server1", () -> chat.friends().addFriend(zhangsan, "lisi"));
        reach("server3 → server1", () -> chat.admin().getActivity(administrator));
        reach("server1 → server2", () -> {
            try {
                return chat.messages().sendToGroup(zhangsan, -1, "anybody there?");
            } catch (NoSuchGroupException e) {
                return e;
            }
        });
    }

    private static void reach(String path, Callable<?> call) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                call.call();
                return;
            } catch (RpcException e) {
                if (attempt == 100) {
                    throw new StoryException("no way from " + path, e);
                }
                Thread.sleep(100);
            }
        }
    }

    private void callEachModule() throws Exception {
        ChatServices chat = stage.chat();
        transcript.prove(chat.users().login(NAME, PASSWORD), "user: login is true");
        transcript.prove(friendNames().equals(List.of("lisi", "wangwu")), "friend: the friends are %s", friendNames());
        long lisi = chat.users().find("lisi").id();
        Group group = chat.groups().create(zhangsan, "hikers");
        chat.groups().join(group.id(), lisi);
        transcript.prove(chat.groups().getMemberIds(group.id()).size() == 2, "group: %s has 2 members", group.name());
        chat.messages().send(zhangsan, "lisi", "你好");
        chat.messages().sendToGroup(zhangsan, group.id(), "who is coming?");
        List<Message> waiting = chat.messages().getOfflineMessages(lisi);
        transcript.prove(
                waiting.size() == 2,
                "message: lisi, not logged in, will find %s",
                waiting.stream().map(Message::text).toList());
        chat.messages().acknowledge(lisi, waiting.get(1).id());
        chat.groups().dissolve(group.id(), zhangsan);
        int reached = chat.admin().broadcast(administrator, "welcome");
        transcript.prove(reached == 3, "admin: a broadcast reaches %d users", reached);
        transcript.prove(stage.consumer().ticketBuyer().buyTicket().endsWith("good"), "ticket: it is good");
    }

    private void oneCallStepByStep(Distributed servers) throws Exception {
        transcript.scene(5, "one call step by step");
        for (int i = 0; i < 20; i++) {
            stage.chat().users().login(NAME, PASSWORD); // the first calls of a process are not typical
        }
        String traceId = "scene-5";
        loginTracedAs(traceId);
        ServerDiagnostics caller = stage.consumer().diagnostics(servers.userAndMessage());
        ServerDiagnostics callee = stage.consumer().diagnostics(servers.friendAndGroup());
        CallSteps steps =
                CallSteps.of("FriendService/getUserFriendList", caller.getTrace(traceId), callee.getTrace(traceId));
        transcript.prove(
                steps.areComplete(),
                "login on %s → getUserFriendList on %s, in twelve steps",
                servers.userAndMessage().name(),
                servers.friendAndGroup().name());
        transcript.table(CallSteps.HEADER, steps.rows());
        transcript.prove(
                steps.path().equals(List.of("server1", "server2", "server1")),
                "it went from %s",
                String.join(" to ", steps.path()));
    }

    @SuppressWarnings("try") // the scope is there to be closed
    private void loginTracedAs(String traceId) {
        try (RpcContext.Scope scope = RpcContext.attach(TRACE_KEY, traceId)) {
            stage.chat().users().login(NAME, PASSWORD);
        }
    }

    private void protobufAndJson() {
        transcript.scene(6, "the same message as protobuf and as JSON");
        WireSizes login = WireSizes.of(UserService.class, "login", NAME, PASSWORD);
        transcript.say("login(\"%s\", \"%s\")", NAME, PASSWORD);
        transcript.say("protobuf  %s", login.protobuf());
        transcript.say("JSON      %s", login.json());
        transcript.prove(login.protobufSize() == 18, "protobuf: %d bytes", login.protobufSize());
        transcript.prove(login.jsonSize() == 34, "JSON: %d bytes", login.jsonSize());
    }

    private void errors() {
        transcript.scene(7, "errors");
        ChatServices chat = stage.chat();
        boolean loggedIn = chat.users().login(NAME, "654321");
        transcript.prove(!loggedIn, "a wrong password: login is %s", loggedIn);

        Exception taken = Stage.thrownBy(() -> chat.users().register(NAME, "abcdef"));
        RpcStatus status = stage.consumer().statuses().last();
        transcript.say("%s (status %s)", taken, status.code());
        transcript.prove(
                taken instanceof NameTakenException named && named.getName().equals(NAME),
                "a taken name arrives as the declared type, with the name in it");

        Exception denied = Stage.thrownBy(() -> chat.admin().announce(zhangsan, "free beer"));
        transcript.say("%s", denied);
        transcript.prove(
                denied instanceof RpcException rpc && rpc.code() == Code.PERMISSION_DENIED,
                "a non-administrator's announcement is PERMISSION_DENIED");

        TicketService version9 = stage.consumer()
                .rpc()
                .refer(Reference.to(TicketService.class).version("9").timeout(Duration.ofSeconds(1)));
        Exception unreachable = Stage.thrownBy(version9::getTicket);
        transcript.say("%s", unreachable);
        transcript.prove(
                unreachable instanceof RpcException rpc
                        && rpc.code() == Code.UNAVAILABLE
                        && String.valueOf(rpc.getMessage()).contains(TicketService.class.getName()),
                "a service that nobody exports is UNAVAILABLE and named");
    }

    private void ticket() {
        transcript.scene(8, "the ticket");
        String bought = stage.consumer().ticketBuyer().buyTicket();
        transcript.quote(bought);
        transcript.prove(bought.equals("在注册中心拿==>good"), "found by the registry, sold by server3");
    }

    private Server scaling(Distributed servers) throws Exception {
        transcript.scene(9, "scaling and mixing: user and message on server2 as well");
        Server joined = stage.started(system.launch("server2", Module.USER, Module.MESSAGE))
                .get(0);
        try (RegistryTree tree = new RegistryTree(system.registryPort())) {
            String path = "/rpc/services/" + Module.USER.serviceName();
            String processId = joined.instance().processId();
            String node = tree.children(path).stream()
                    .filter(child -> child.startsWith(processId))
                    .findFirst()
                    .orElseThrow();
            long arrived = tree.createdMillis(path + "/" + node);
            long seen = stage.consumer().registrations().firstSeenMillis(Module.USER, processId);
            transcript.prove(
                    seen - arrived < 2_000,
                    "%d ms from its arrival in the registry to the consumer's new list",
                    seen - arrived);
        }

        List<Server> both = List.of(servers.userAndMessage(), joined);
        List<Long> before = stage.callsOf(both);
        Load.Result result = stage.loadFor(
                "9 two user modules",
                3_000,
                THREADS,
                () -> stage.chat().users().find("lisi").name().equals("lisi"));
        List<Long> after = stage.callsOf(both);
        long first = after.get(0) - before.get(0);
        long second = after.get(1) - before.get(1);
        transcript.table(
                List.of("server", "process", "port", "calls", "share"),
                List.of(shareRow(both.get(0), first, first + second), shareRow(both.get(1), second, first + second)));
        transcript.prove(first > 0 && second > 0, "both user modules answer");
        stage.proveNoneFailed(result);
        return joined;
    }

    private Distributed redeployment(Distributed servers, Server joined) throws Exception {
        transcript.scene(10, "admin alone rebuilt and restarted");
        Activity before = stage.chat().admin().getActivity(administrator);
        transcript.say("admin is version %s in process %d", before.version(), before.pid());
        List<Server> others = List.of(servers.userAndMessage(), servers.friendAndGroup(), servers.ticket(), joined);

        Load logins = Load.start(1, () -> stage.chat().users().login(NAME, PASSWORD));
        String version = next(before.version());
        transcript.say(
                "mvn -pl demo-modules/admin -am package -Dchat.admin.version=%s, while users log in ...", version);
        system.rebuild(Module.ADMIN, version);
        servers.admin().child().stop();
        Server admin =
                stage.started(system.launchAlone("server3", Module.ADMIN)).get(0);
        stage.awaitInstances(Module.ADMIN, List.of(admin));
        Activity after = stage.chat().admin().getActivity(administrator);
        Load.Result result = stage.stop("10 logins meanwhile", logins);

        transcript.prove(
                after.version().equals(version) && after.pid() == admin.pid() && after.pid() != before.pid(),
                "admin is version %s in process %d",
                after.version(),
                after.pid());
        transcript.prove(
                others.stream().allMatch(server -> server.child().isAlive())
                        && stage.consumer()
                                        .diagnostics(servers.userAndMessage())
                                        .getStatus()
                                        .pid()
                                == servers.userAndMessage().pid(),
                "the others are the same processes: %s",
                others.stream().map(Server::pid).toList());
        stage.proveNoneFailed(result);
        return servers.withAdmin(admin);
    }

    private void outages(Distributed servers) throws Exception {
        transcript.scene(15, "the registry stopped for a while; server3 gone");
        Load load = Load.start(THREADS, this::friendListIsRight);
        Load logins = Load.start(1, () -> stage.chat().users().login(NAME, PASSWORD));
        system.stopRegistry();
        int madeBefore = load.made();
        long outage = System.nanoTime();
        // Longer than the session timeout, so that the registry forgets nobody by being away.
        Thread.sleep(ChatSystem.SESSION_TIMEOUT.toMillis() + 2_000);
        int meanwhile = load.made() - madeBefore;
        Child registry = system.startRegistry();
        transcript.say(
                "the registry was away for %.1f s and is back as process %d",
                (System.nanoTime() - outage) / 1e9, registry.pid());
        long back = System.nanoTime();
        boolean registered = isEachRegistered(servers.all());
        double healed = (System.nanoTime() - back) / 1e9;
        Load.Result result = stage.stop("15 registry away", load);
        Load.Result loginResult = stage.stop("15 logins meanwhile", logins);
        transcript.prove(meanwhile > 0, "%,d calls were answered while it was away", meanwhile);
        stage.proveNoneFailed(result);
        stage.proveNoneFailed(loginResult);
        transcript.prove(registered, "each server was in the registry again after %.1f s, without help", healed);

        servers.admin().child().kill();
        servers.ticket().child().kill();
        transcript.say(
                "kill -9 %d %d (server3)",
                servers.admin().pid(), servers.ticket().pid());
        Exception gone = Stage.thrownBy(() -> stage.chat().admin().announce(administrator, "anybody there?"));
        transcript.say("%s", gone);
        transcript.prove(
                gone instanceof RpcException rpc && rpc.code() == Code.UNAVAILABLE, "announcing is UNAVAILABLE");
        transcript.prove(stage.chat().users().login(NAME, PASSWORD), "login works");
    }

    /** Looks into the registry itself: the consumer's list would not tell, it survives an outage. */
    private boolean isEachRegistered(List<Server> servers) throws Exception {
        try (RegistryTree tree = new RegistryTree(system.registryPort())) {
            for (int attempt = 0; attempt < 150; attempt++) {
                boolean each = true;
                for (Server server : servers) {
                    for (Module module : server.modules()) {
                        each &= tree.children("/rpc/services/" + module.serviceName()).stream()
                                .anyMatch(node ->
                                        node.startsWith(server.instance().processId()));
                    }
                }
                if (each) {
                    return true;
                }
                Thread.sleep(100);
            }
        }
        return false;
    }

    private void totals() {
        transcript.scene(16, "totals");
        stage.proveTotals();
        transcript.say("%d proofs in %.0f s", transcript.proofs(), (System.nanoTime() - start) / 1e9);
        transcript.say("");
        transcript.quote("PASS");
    }

    private List<String> friendNames() {
        return stage.chat().friends().getUserFriendList(zhangsan).stream()
                .map(User::name)
                .toList();
    }

    private boolean friendListIsRight() {
        return friendNames().equals(List.of("lisi", "wangwu"));
    }

    /** {@code 1.0} → {@code 1.1}. */
    private static String next(String version) {
        int dot = version.lastIndexOf('.');
        return version.substring(0, dot + 1) + (Integer.parseInt(version.substring(dot + 1)) + 1);
    }

    private static String names(Server server) {
        return String.join(
                ", ", server.modules().stream().sorted().map(Module::toString).toList());
    }

    private static List<String> row(Server server, long before, String after) {
        return List.of(
                server.name(),
                Long.toString(server.pid()),
                Integer.toString(server.instance().port()),
                Stage.number(before),
                after);
    }

    private static List<String> shareRow(Server server, long calls, long all) {
        return List.of(
                server.name(),
                Long.toString(server.pid()),
                Integer.toString(server.instance().port()),
                Stage.number(calls),
                String.format(Locale.ROOT, "%.0f %%", 100.0 * calls / Math.max(1, all)));
    }
}
