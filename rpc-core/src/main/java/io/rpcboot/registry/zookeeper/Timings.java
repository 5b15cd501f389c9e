package io.rpcboot.registry.zookeeper;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often things are looked after.
 *
 * @param reconcile between two looks at our own nodes, which are there for events that got lost
 * @param look between two looks at a service, which are there for events that got lost
 * @param grace for how long after an outage an instance that the registry does not show is still listed, at the least;
 *     the session timeout where that is longer
 * @param farewell for how long closing waits for ZooKeeper to confirm
 */
record Timings(Duration reconcile, Duration look, Duration grace, Duration farewell) {

    static final Timings DEFAULT =
            new Timings(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(15), Duration.ofSeconds(3));

    /** 80 to 120 % of the duration, so that many processes do not keep step. */
    static Duration jittered(Duration duration) {
        return Duration.ofMillis(
                (long) (duration.toMillis() * ThreadLocalRandom.current().nextDouble(0.8, 1.2)));
    }
}
