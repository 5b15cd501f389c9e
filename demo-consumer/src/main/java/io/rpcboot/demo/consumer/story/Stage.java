package io.rpcboot.demo.consumer.story;

import io.rpcboot.demo.api.diagnostics.ServerStatus;
import io.rpcboot.demo.consumer.ChatServices;
import io.rpcboot.demo.consumer.story.ChatSystem.Server;
import io.rpcboot.demo.consumer.story.ChatSystem.Starting;
import io.rpcboot.registry.RpcInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** What the scenes share: the system, the consumer, and what was called under load so far. For one thread. */
final class Stage implements AutoCloseable {

    private final Transcript transcript;
    private final ChatSystem system;
    private final List<List<String>> loads = new ArrayList<>();
    private int calls;
    private int failed;
    private @Nullable Consumer consumer;

    Stage(Transcript transcript, ChatSystem system) {
        this.transcript = transcript;
        this.system = system;
    }

    Transcript transcript() {
        return transcript;
    }

    ChatSystem system() {
        return system;
    }

    /** Starts the consumer; to be called once the registry runs. */
    void startConsumer() {
        consumer = Consumer.start(system);
    }

    /** The consumer that the scenes speak of. */
    Consumer consumer() {
        return Objects.requireNonNull(consumer, "the consumer starts after the registry");
    }

    /** What it calls. */
    ChatServices chat() {
        return consumer().chat();
    }

    /** Waits until all are up, which they come to be side by side. */
    List<Server> started(Starting... starting) {
        long begin = System.nanoTime();
        List<Server> servers = new ArrayList<>();
        for (Starting each : starting) {
            servers.add(system.await(each));
        }
        transcript.say(
                "started %s in %.1f s",
                String.join(", ", servers.stream().map(Server::name).toList()), (System.nanoTime() - begin) / 1e9);
        return servers;
    }

    /** Waits until this server is the only one that is known for each module that it hosts. */
    void awaitInstances(Server server) throws InterruptedException {
        for (Module module : server.modules()) {
            awaitInstances(module, List.of(server));
        }
    }

    /** Waits until exactly these servers are known for a module; those that were killed stay for a session timeout. */
    void awaitInstances(Module module, List<Server> servers) throws InterruptedException {
        List<String> wanted = servers.stream()
                .map(server -> server.instance().processId())
                .sorted()
                .toList();
        Registrations registrations = consumer().registrations();
        boolean exactly = registrations.await(
                Duration.ofSeconds(30),
                () -> registrations.of(module).stream()
                        .map(RpcInstance::processId)
                        .sorted()
                        .toList()
                        .equals(wanted));
        if (!exactly) {
            throw new StoryException("the registry lists " + registrations.of(module) + " for " + module);
        }
        consumer().awaitAvailable(module);
    }

    /** How many calls of the chat system each has answered. */
    List<Long> callsOf(List<Server> servers) {
        List<Long> counts = new ArrayList<>();
        for (Server server : servers) {
            ServerStatus status = consumer().diagnostics(server).getStatus();
            counts.add(status.calls().entrySet().stream()
                    .filter(entry -> !entry.getKey().startsWith("ServerDiagnostics/"))
                    .mapToLong(entry -> entry.getValue())
                    .sum());
        }
        return counts;
    }

    /** Calls on some threads for a while. */
    Load.Result loadFor(String what, long millis, int threads, Load.Call call) throws InterruptedException {
        Load load = Load.start(threads, call);
        Thread.sleep(millis);
        return stop(what, load);
    }

    /** Ends it and enters it in the totals. */
    Load.Result stop(String what, Load load) throws InterruptedException {
        Load.Result result = load.stop();
        calls += result.calls();
        failed += result.failed();
        loads.add(List.of(
                what,
                number(result.calls()),
                number(result.failed()),
                number(result.p50()),
                number(result.p99()),
                number(result.max())));
        return result;
    }

    /** That all calls of the load came out as they should. */
    void proveNoneFailed(Load.Result result) {
        transcript.prove(
                result.failed() == 0 && result.calls() > 0,
                "%d of %,d calls failed%s",
                result.failed(),
                result.calls(),
                result.firstFailure() == null ? "" : ", the first with " + result.firstFailure());
    }

    /** What a call fails with. */
    static Exception thrownBy(Callable<?> call) {
        try {
            throw new StoryException("an exception was expected, but there is a result: " + call.call());
        } catch (StoryException e) {
            throw e;
        } catch (Exception e) {
            return e;
        }
    }

    /** As tables show it. */
    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** What was called under load, and that none of it failed. */
    void proveTotals() {
        transcript.table(List.of("calls under load", "calls", "failed", "p50 µs", "p99 µs", "max µs"), loads);
        transcript.prove(failed == 0, "%,d calls under load, %d failed", calls, failed);
    }

    @Override
    public void close() {
        if (consumer != null) {
            consumer.close();
        }
    }
}
