package io.rpcboot.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A network of a certain length and width, on a clock that the test moves. */
class FlightWindowTest {

    private static final int FRAME = 64 << 10;

    private final FlightWindow window = new FlightWindow();
    private final Queue<Pong> pongs = new ArrayDeque<>();
    private long now = 1;
    private long sent;
    private long wireFreeAt;

    private record Pong(long mark, long at) {}

    /** Sends for so long over a network that takes {@code tripMicros} there and back and carries so much a second. */
    private double bytesPerSecond(long tripMicros, double width, int millis) {
        long begun = now;
        long sentBefore = sent;
        while (now - begun < TimeUnit.MILLISECONDS.toNanos(millis)) {
            while (window.hasRoom()) {
                sent += FRAME;
                wireFreeAt = Math.max(wireFreeAt, now) + (long) (FRAME / width * 1e9);
                if (window.sent(FRAME)) {
                    long mark = window.mark(now);
                    pongs.add(new Pong(mark, wireFreeAt + TimeUnit.MICROSECONDS.toNanos(tripMicros)));
                }
            }
            Pong pong = pongs.remove();
            now = Math.max(now, pong.at());
            window.read(pong.mark(), now);
        }
        return (sent - sentBefore) * 1e9 / (now - begun);
    }

    @Test
    void onAShortWayFourFramesAreOnTheirWayAtMost() {
        assertThat(bytesPerSecond(50, 1e9, 1_000)).isGreaterThan(0.8e9);

        int more = 0;
        while (window.hasRoom()) {
            window.sent(FRAME);
            more++;
        }
        assertThat(more).isLessThanOrEqualTo(4);
    }

    @Test
    void onALongWayTheWindowGrowsUntilTheNetworkIsFull() {
        assertThat(bytesPerSecond(20_000, 100e6, 2_000)).isGreaterThan(50e6);
        assertThat(bytesPerSecond(20_000, 100e6, 2_000)).isGreaterThan(90e6);
    }

    @Test
    void itShrinksWhenTheNetworkGetsNarrower() {
        bytesPerSecond(20_000, 100e6, 2_000);
        bytesPerSecond(20_000, 5e6, 10_000);

        assertThat(sent - read()).isLessThan(1 << 20);
    }

    @Test
    void neverMoreThanTheLimitIsOnItsWay() {
        bytesPerSecond(1_000_000, 10e9, 60_000);

        assertThat(sent - read()).isLessThanOrEqualTo(FlightWindow.MAX + FRAME);
    }

    /** How much is known to have been read, by the first PONG that is still to come. */
    private long read() {
        Pong next = pongs.peek();
        return next == null ? sent : next.mark();
    }

    @Test
    void aNumberThatNoPingHadMeansNothing() {
        while (window.hasRoom()) {
            window.sent(FRAME);
        }
        long mark = window.mark(now);
        window.read(mark + 1, now);
        window.read(-1, now);
        assertThat(window.hasRoom()).isFalse();

        window.read(mark, now);
        assertThat(window.hasRoom()).isTrue();
    }
}
