package io.rpcboot.simulation;

import io.rpcboot.client.FaultMode;
import io.rpcboot.registry.RpcInstance.Attributes;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** All that the report tells. */
final class Scenarios {

    private static final String[] BALANCERS = {"p2c", "random", "round-robin", "least-pending"};

    private static final long HOT_KEY = -1;

    private Scenarios() {}

    static List<Scenario> all() {
        return List.of(
                steady(),
                busy(),
                unequal(),
                slowOfThree(),
                slowOfTwoHundred(),
                failingFast(),
                blackHole(),
                overloadOfOne(),
                rollingRestart(),
                slowStart(),
                zoneLoss(),
                smallZone(),
                takeover(),
                allFailing(),
                surge(),
                stragglers(),
                hotKeys());
    }

    private static Predicate<Provider> numbered(int from, int to) {
        return provider -> provider.number >= from && provider.number < to;
    }

    private static Consumer<Provider.Settings> workers(int workers, double meanMillis) {
        return settings -> {
            settings.workers = workers;
            settings.meanMillis = meanMillis;
        };
    }

    /** Three providers for up to 1,200 calls a second, and four callers that make half as many. */
    private static void three(Simulation simulation) {
        simulation.providers(3, workers(4, 10));
        simulation.callers(4, "", 600);
    }

    // ---------------------------------------------------------------- nothing happens

    private static Scenario steady() {
        return new Scenario("steady", "All alike", 25, simulation -> {
                    simulation.providers(200, workers(2, 100));
                    simulation.callers(10, "", 2_800);
                })
                .story("""
                        200 providers at 70 % of what they can do, ten callers. Each caller meets each provider once or twice a
                        second, and sees next to nothing of how busy the others make it.
                        """)
                .balancers(BALANCERS)
                .watch("a tenth of the providers", numbered(0, 20))
                .failures("", 5, 25)
                .latency("", 5, 25)
                .ejections();
    }

    private static Scenario busy() {
        return new Scenario("busy", "All alike and busy", 30, simulation -> {
                    simulation.providers(20, workers(4, 20));
                    simulation.callers(4, "", 3_400);
                })
                .story("""
                        20 providers at 85 % of what they can do, four callers that make most of what they meet themselves. Who
                        sees pending calls can keep queues short.
                        """)
                .balancers(BALANCERS)
                .watch("a tenth of the providers", numbered(0, 2))
                .failures("", 5, 30)
                .latency("", 5, 30)
                .ejections();
    }

    private static Scenario unequal() {
        return new Scenario("unequal", "Two sizes of machines", 30, simulation -> {
                    simulation.providers(10, workers(2, 20));
                    simulation.providers(10, settings -> {
                        settings.workers = 4;
                        settings.meanMillis = 10;
                    });
                    simulation.callers(5, "", 3_000);
                })
                .story("""
                        20 providers, half of them with twice as many workers that are twice as quick, at 60 % of what all can do
                        together. Nobody has told the callers: all weights are alike, though 80 % of the calls should go to the large
                        ones. The last two lines are with weights 100 and 400.
                        """)
                .balancers(BALANCERS)
                .variant("p2c, weights", simulation -> simulation.adjust = Scenarios::weighBySize)
                .variant("round-robin, weights", simulation -> {
                    simulation.balancer = "round-robin";
                    simulation.adjust = Scenarios::weighBySize;
                })
                .watch("the large ones", numbered(10, 20))
                .failures("", 5, 30)
                .latency("", 5, 30)
                .share("", 5, 30)
                .ejections();
    }

    private static void weighBySize(Provider.Settings settings) {
        settings.weight = settings.workers == 4 ? 400 : 100;
    }

    // ---------------------------------------------------------------- some are in trouble

    private static Scenario trouble(
            String id, String title, Consumer<Provider> trouble, String event, String watchedName) {
        return new Scenario(id, title, 110, simulation -> {
                    three(simulation);
                    simulation.at(20, () -> trouble.accept(simulation.provider(2)));
                    simulation.at(60, () -> simulation.provider(2).recover());
                })
                .balancers(BALANCERS)
                .watch(watchedName, numbered(2, 3))
                .event(20, event)
                .event(60, "well")
                .failures("", 20, 60)
                .latency("", 20, 60)
                .share(" first 10 s", 20, 30)
                .share(" after that", 30, 60)
                .left(1 / 3.0, 20, 60)
                .back(1 / 3.0, 60, 110)
                .ejections();
    }

    private static Scenario slowOfThree() {
        return trouble(
                        "slow-of-three",
                        "One of three ten times as slow",
                        provider -> provider.slow(10),
                        "slow",
                        "the slow one")
                .story("""
                        Three providers at half of what they can do, four callers. From second 20 to second 60 each call to the third
                        takes ten times as long as it would; the other two can do all the work without it.
                        """);
    }

    private static Scenario slowOfTwoHundred() {
        return new Scenario("slow-of-200", "One in twenty ten times as slow", 80, simulation -> {
                    simulation.providers(200, workers(2, 100));
                    simulation.callers(10, "", 2_000);
                    for (int i = 0; i < 10; i++) {
                        Provider provider = simulation.provider(i);
                        simulation.at(20, () -> provider.slow(10));
                        simulation.at(50, provider::recover);
                    }
                })
                .story("""
                        200 providers at half of what they can do, ten callers. From second 20 to second 50 ten of the providers are
                        ten times as slow. Each caller meets each provider once a second: there is little to learn from.
                        """)
                .balancers(BALANCERS)
                .watch("the slow ones", numbered(0, 10))
                .event(20, "slow")
                .event(50, "well")
                .failures("", 20, 50)
                .latency("", 20, 50)
                .share(" first 10 s", 20, 30)
                .share(" after that", 30, 50)
                .left(0.05, 20, 50)
                .back(0.05, 50, 80)
                .ejections();
    }

    private static Scenario failingFast() {
        return trouble("failing-fast", "One of three fails fast", Provider::fail, "fails", "the failing one")
                .story("""
                        The third answers each call within a millisecond, with an error that is final, as a method does whose
                        database is away. It never has a call pending: who counts only those sends it more and more.
                        """);
    }

    private static Scenario blackHole() {
        return trouble(
                        "black-hole",
                        "One of three takes calls and never answers",
                        Provider::hang,
                        "hangs",
                        "the one that hangs")
                .story("""
                        The third takes calls and never answers, but its connections stand. Nothing is known of it before the first
                        of its calls have timed out, after 3 s.
                        """);
    }

    private static Scenario overloadOfOne() {
        return trouble(
                        "shedding",
                        "One of three refuses most calls",
                        provider -> provider.shrink(5),
                        "shrinks",
                        "the one that refuses")
                .story("""
                        The third has lost all workers but one, and that one is five times as slow; it has no queue, so it refuses at
                        once what it cannot take. Refused calls have not run, and are repeated elsewhere within the retry budget.
                        """);
    }

    // ---------------------------------------------------------------- restarts and new ones

    private static Scenario rollingRestart() {
        return new Scenario("rolling-restart", "Rolling restart of all", 230, simulation -> {
                    simulation.providers(20, workers(4, 20));
                    simulation.callers(4, "", 400);
                })
                .story("""
                        20 providers; every ten seconds from second 10 on the next one is restarted, which takes five seconds.
                        Orderly: it leaves the registry, says GOAWAY, answers what it has and closes; writes, with retries off.
                        Killed: its connections break; writes may not be repeated, reads may.
                        """)
                .variant("orderly, writes, retries=0", simulation -> {
                    simulation.retries = 0;
                    simulation.idempotent = false;
                    restart(simulation, provider -> provider.stop(() -> simulation.after(5, provider::start)));
                })
                .variant("killed, writes", simulation -> {
                    simulation.idempotent = false;
                    restart(simulation, provider -> killFor5Seconds(simulation, provider));
                })
                .variant(
                        "killed, reads",
                        simulation -> restart(simulation, provider -> killFor5Seconds(simulation, provider)))
                .watch("the first", numbered(0, 1))
                .event(10, "first")
                .event(200, "last")
                .failures("", 10, 225)
                .latency("", 10, 225)
                .attempts(10, 225)
                .ejections();
    }

    private static void restart(Simulation simulation, Consumer<Provider> restart) {
        for (int i = 0; i < 20; i++) {
            int number = i;
            simulation.at(10 + 10 * number, () -> restart.accept(simulation.provider(number)));
        }
    }

    private static void killFor5Seconds(Simulation simulation, Provider provider) {
        provider.kill();
        simulation.after(5, provider::start);
    }

    private static Scenario slowStart() {
        return new Scenario("slow-start", "New instances, cold", 60, simulation -> {
                    simulation.providers(5, workers(4, 10));
                    List<Provider> cold = simulation.absentProviders(3, settings -> {
                        settings.workers = 4;
                        settings.meanMillis = 10;
                        settings.coldCalls = 1_000;
                    });
                    simulation.callers(5, "", 1_250);
                    simulation.at(20, () -> cold.forEach(Provider::start));
                })
                .story("""
                        Three more providers join five at second 20. Their first call takes ten times as long, each later one less, until
                        the thousandth: code is compiled and caches fill by calls, not by time.
                        """)
                .variant("p2c, slow start of 30 s", simulation -> {})
                .variant("p2c, none", simulation -> simulation.slowStart = Duration.ZERO)
                .variant("round-robin, slow start of 30 s", simulation -> simulation.balancer = "round-robin")
                .variant("round-robin, none", simulation -> {
                    simulation.balancer = "round-robin";
                    simulation.slowStart = Duration.ZERO;
                })
                .watch("the new ones", numbered(5, 8))
                .event(20, "join")
                .failures("", 20, 50)
                .latency(" first 10 s", 20, 30)
                .latency(" 10 to 30 s", 30, 50)
                .share(" first 10 s", 20, 30)
                .back(3 / 8.0, 20, 60)
                .ejections();
    }

    // ---------------------------------------------------------------- zones and roles

    private static Scenario zoneLoss() {
        return new Scenario("zone-loss", "A zone loses its power", 120, simulation -> {
                    for (String zone : List.of("a", "b", "c")) {
                        simulation.providers(10, settings -> {
                            settings.workers = 4;
                            settings.meanMillis = 20;
                            settings.zone = zone;
                        });
                    }
                    simulation.callers(2, "a", 400);
                    simulation.callers(2, "b", 400);
                    simulation.callers(2, "c", 400);
                    simulation.at(20, () -> simulation.inZone("a").forEach(Provider::vanish));
                    simulation.at(60, () -> simulation.inZone("a").forEach(Provider::start));
                })
                .story("""
                        Three zones with ten providers and two callers each; callers call in their own zone. At second 20 the
                        providers of zone a are gone without a word, their callers are not; at second 60 they are back.
                        """)
                .variant("with zones", simulation -> {})
                .variant("callers without zone", simulation -> simulation.zones = false)
                .watch("those of zone a", numbered(0, 10))
                .event(20, "lost")
                .event(60, "back")
                .failures("", 20, 60)
                .failures(" first 5 s", 20, 25)
                .latency(" before", 5, 20)
                .latency(" after 10 s", 30, 60)
                .left(1 / 3.0, 20, 60)
                .back(1 / 3.0, 60, 120)
                .ejections();
    }

    private static Scenario smallZone() {
        return new Scenario("small-zone", "Most of a zone is gone", 90, simulation -> {
                    for (String zone : List.of("a", "b", "c")) {
                        simulation.providers(10, settings -> {
                            settings.workers = 2;
                            settings.meanMillis = 20;
                            settings.zone = zone;
                        });
                        simulation.callers(2, zone, 400);
                    }
                    List<Provider> most = simulation.inZone("a").subList(2, 10);
                    simulation.at(20, () -> most.forEach(Provider::kill));
                    simulation.at(50, () -> most.forEach(Provider::start));
                })
                .story("""
                        Three zones with ten providers and two callers each; callers call in their own zone. At second 20 eight of
                        the providers of zone a are killed; the two that are left can do half of what is asked for in the zone, all
                        zones together can do much more. At second 50 they are back.
                        """)
                .variant("with zones", simulation -> {})
                .variant("callers without zone", simulation -> simulation.zones = false)
                .watch("the two", numbered(0, 2))
                .event(20, "killed")
                .event(50, "back")
                .failures("", 20, 50)
                .latency(" before", 5, 20)
                .latency("", 20, 50)
                .share("", 20, 50)
                .ejections();
    }

    private static Scenario takeover() {
        return new Scenario("takeover", "A backup takes over", 120, simulation -> {
                    simulation.providers(1, workers(8, 10));
                    simulation.providers(1, settings -> {
                        settings.workers = 8;
                        settings.meanMillis = 10;
                        settings.role = Attributes.BACKUP;
                    });
                    simulation.callers(3, "", 300);
                })
                .story("""
                        One primary and one backup. The primary is killed at second 20, or hangs from then on; at second 50 it is back.
                        Reads are repeated; writes that were under way are not.
                        """)
                .variant("killed, reads", simulation -> {
                    simulation.at(20, () -> simulation.provider(0).kill());
                    simulation.at(50, () -> simulation.provider(0).start());
                })
                .variant("killed, writes", simulation -> {
                    simulation.idempotent = false;
                    simulation.at(20, () -> simulation.provider(0).kill());
                    simulation.at(50, () -> simulation.provider(0).start());
                })
                .variant("stopped in order, writes", simulation -> {
                    simulation.idempotent = false;
                    simulation.at(20, () -> simulation.provider(0).stop(() -> {}));
                    simulation.at(50, () -> simulation.provider(0).start());
                })
                .variant("hangs, reads", simulation -> {
                    simulation.at(20, () -> simulation.provider(0).hang());
                    simulation.at(50, () -> simulation.provider(0).recover());
                })
                .watch("the primary", numbered(0, 1))
                .event(20, "lost")
                .event(50, "back")
                .failures("", 20, 115)
                .latency("", 20, 115)
                .left(1, 20, 50)
                .back(1, 50, 120)
                .ejections();
    }

    // ---------------------------------------------------------------- everything at once, and keys

    private static Scenario allFailing() {
        return new Scenario("all-failing", "Everything fails", 70, simulation -> {
                    simulation.providers(20, settings -> {
                        settings.workers = 4;
                        settings.meanMillis = 10;
                        settings.queue = 40;
                    });
                    simulation.callers(4, "", 1_000);
                })
                .story("""
                        20 providers, four callers. From second 20 to second 40 every provider breaks down over every call, in a way
                        that allows to repeat it; or refuses all of them; or is so slow that a third more is asked than
                        all can do. Retries may add a fifth to the calls of each caller.
                        """)
                .variant("calls break off", simulation -> allFor20Seconds(simulation, Provider::breakOff))
                .variant("calls are refused", simulation -> allFor20Seconds(simulation, Provider::refuse))
                .variant(
                        "slow, short queues",
                        simulation -> allFor20Seconds(simulation, provider -> provider.slow(10.7)))
                .variant("slow, long queues", simulation -> {
                    simulation.adjust = settings -> settings.queue = 10_000;
                    allFor20Seconds(simulation, provider -> provider.slow(10.7));
                })
                .watch("one of them", numbered(0, 1))
                .event(20, "trouble")
                .event(40, "well")
                .failures("", 20, 40)
                .attempts(20, 40)
                .failures(" 5 s later", 45, 68)
                .latency("", 20, 40)
                .ejections();
    }

    private static void allFor20Seconds(Simulation simulation, Consumer<Provider> trouble) {
        simulation.at(20, () -> simulation.all().forEach(trouble));
        simulation.at(40, () -> simulation.all().forEach(Provider::recover));
    }

    private static Scenario surge() {
        return new Scenario("surge", "Too much for a while", 60, simulation -> {
                    simulation.providers(10, workers(4, 20));
                    simulation.callers(4, "", 1_400);
                    simulation.at(15, () -> simulation.all().forEach(provider -> provider.slow(2)));
                    simulation.at(30, () -> simulation.all().forEach(Provider::recover));
                })
                .story("""
                        Ten providers at 70 % of what they can do, four callers. From second 15 to second 30 all are half as quick, as
                        with a database that they share. What matters is that the trouble ends when its cause does.
                        """)
                .balancers(BALANCERS)
                .watch("one of them", numbered(0, 1))
                .event(15, "too much")
                .event(30, "well")
                .failures("", 15, 30)
                .failures(" 3 s later", 33, 56)
                .latency(" 10 s later", 40, 56)
                .attempts(15, 30)
                .ejections();
    }

    private static Scenario stragglers() {
        return new Scenario("stragglers", "Two in a hundred calls take twenty times as long", 60, simulation -> {
                    simulation.providers(20, workers(8, 10)).forEach(provider -> provider.stragglers(0.02));
                    simulation.callers(4, "", 1_000);
                })
                .story("""
                        20 providers with little to do, each of which now and then takes long over a call, as with a pause of its
                        memory. Hedged calls are made at a second provider when they take longer than 95 in 100 do.
                        """)
                .variant("cluster=failover", simulation -> {})
                .variant(
                        "cluster=hedged",
                        simulation -> simulation.reference =
                                reference -> reference.method("read", own -> own.cluster(FaultMode.HEDGED)))
                .failures("", 10, 60)
                .latency("", 10, 60)
                .attempts(10, 60)
                .ejections();
    }

    private static Scenario hotKeys() {
        return new Scenario("hot-keys", "A hot key", 34, simulation -> {
                    simulation.providers(20, workers(4, 10));
                    simulation.callers(4, "", 4_000);
                    simulation.keys = drawn -> drawn >>> 62 == 0 ? HOT_KEY : drawn >>> 54;
                    simulation.at(17, () -> simulation.provider(3).kill());
                })
                .story("""
                        20 providers at half of what they can do; a quarter of all calls have the same key, the others one of a
                        thousand. Without a bound one provider would have to do 2.5 times what it can. At second 17 one is killed.
                        """)
                .balancers("consistent-hash", "p2c")
                .watch("the one of the hot key", numbered(0, 1))
                .failures("", 5, 34)
                .latency("", 5, 34)
                .column("largest share", run -> Scenario.percent(run.journal().largestShare(5, 17)))
                .column(
                        "other keys at home",
                        run -> Scenario.percent(run.journal().faithfulness(HOT_KEY, 5, 17, 5, 17)))
                .column("same home later", run -> Scenario.percent(run.journal().faithfulness(HOT_KEY, 5, 17, 20, 34)))
                .ejections();
    }
}
