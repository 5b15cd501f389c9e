package io.rpcboot.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** That the model is right, where theory or common sense says what is. */
class SimulationTest {

    private final Simulation simulation = new Simulation();

    private Provider provider(int workers, double meanMillis) {
        return simulation
                .providers(1, settings -> {
                    settings.workers = workers;
                    settings.meanMillis = meanMillis;
                })
                .get(0);
    }

    @Test
    void oneWorkerAnswersAsQueueingTheoryForetells() {
        provider(1, 10);
        simulation.callers(2, "", 50);

        Journal journal = simulation.run(1_000);

        // M/M/1 at half load: times are distributed exponentially with twice the mean of the service; and the network.
        assertThat(journal.percentile(0.5, 10, 1_000)).isCloseTo(20 * Math.log(2) + 0.5, within(0.5));
        assertThat(journal.percentile(0.99, 10, 1_000)).isCloseTo(20 * Math.log(100) + 0.5, within(5.0));
        assertThat(journal.calls(10, 1_000)).isCloseTo(990 * 50, within(500));
        assertThat(journal.failures(0, 1_000)).isZero();
    }

    @Test
    void aFullQueueRefusesCalls() {
        simulation.retries = 0;
        provider(1, 10).settings.queue = 5;
        simulation.callers(1, "", 200);

        Journal journal = simulation.run(20);

        assertThat(journal.calls(10, 20) - journal.failures(10, 20)).isCloseTo(1_000, within(100));
    }

    @Test
    void aKilledProcessFailsWhatItHadAndNoMoreOnceItIsBack() {
        Provider provider = provider(4, 10);
        simulation.callers(1, "", 100);
        simulation.at(10, provider::kill);
        simulation.at(20, provider::start);

        Journal journal = simulation.run(40);

        assertThat(journal.failures(0, 9)).isZero();
        assertThat(journal.failures(10.1, 20)).isEqualTo(journal.calls(10.1, 20));
        assertThat(journal.failures(21, 38)).isZero();
    }

    @Test
    void aProcessThatStopsInOrderAnswersAllThatItHas() {
        simulation.retries = 0;
        Provider first = provider(2, 20);
        provider(2, 20);
        simulation.callers(3, "", 50);
        simulation.at(10, () -> first.stop(() -> simulation.after(5, first::start)));

        Journal journal = simulation.run(40);

        assertThat(journal.failures(0, 38)).isZero();
        assertThat(journal.share(first::equals, 11, 15)).isZero();
        assertThat(journal.share(first::equals, 20, 38)).isPositive();
    }
}
