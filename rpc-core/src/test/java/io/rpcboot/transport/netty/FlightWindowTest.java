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
    private long read;
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
            answer();
        }
        return (sent - sentBefore) * 1e9 / (now - begun);
    }

    private void answer() {
        Pong pong = pongs.remove();
        now = Math.max(now, pong.at());
        window.read(pong.mark(), now);
        read = pong.mark();
    }

    /** A PING beside those that the window asks for, on a network that takes 20 ms and carries nothing else. */
    private void ping() {
        long mark = window.mark(now);
        now += TimeUnit.MILLISECONDS.toNanos(20);
        window.read(mark, now);
        read = mark;
    }

    private void sendAndPing() {
        sent += FRAME;
        window.sent(FRAME);
        ping();
    }

    /** Sends until there is no room, and says how much is on its way then. */
    private long fill() {
        while (window.hasRoom()) {
            window.sent(FRAME);
            sent += FRAME;
        }
        return sent - read;
    }

    /** A window of about 4 MiB with nothing on its way. */
    private void grow() {
        bytesPerSecond(20_000, 100e6, 2_000);
        while (!pongs.isEmpty()) {
            answer();
        }
        ping();
    }

    @Test
    void onAShortWayFourFramesAreOnTheirWay() {
        assertThat(bytesPerSecond(50, 1e9, 1_000)).isGreaterThan(0.8e9);

        assertThat(fill()).isEqualTo(4 * FRAME);
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

        assertThat(fill()).isLessThan(1 << 20);
    }

    @Test
    void aConnectionThatHasLittleToSendLosesItsWindowSlowly() {
        grow();
        sendAndPing();

        assertThat(fill()).isGreaterThan(2 << 20);
    }

    @Test
    void aLargeWindowNeedsNoMorePingsThanASmallOne() {
        grow();
        int pings = 0;
        while (window.hasRoom()) {
            if (window.sent(FRAME)) {
                window.mark(now);
                pings++;
            }
        }

        assertThat(pings).isBetween(3, 4);
    }

    @Test
    void howeverLittleIsSentTheWindowNeverGetsSmallerThanItWasAtFirst() {
        grow();
        for (int i = 0; i < 100; i++) {
            sendAndPing();
        }

        assertThat(fill()).isEqualTo(FlightWindow.MIN);
    }

    @Test
    void aPingThatNothingWasSentAheadOfSaysNothingOfTheNetwork() {
        grow();
        for (int i = 0; i < 100; i++) {
            ping();
        }

        assertThat(fill()).isGreaterThan(2 << 20);
    }

    @Test
    void neverMoreThanTheLimitIsOnItsWay() {
        bytesPerSecond(1_000_000, 10e9, 60_000);

        assertThat(fill()).isEqualTo(FlightWindow.MAX);
    }

    @Test
    void aNumberThatNoPingHadMeansNothing() {
        fill();
        long mark = window.mark(now);
        window.read(mark + 1, now);
        window.read(-1, now);
        assertThat(window.hasRoom()).isFalse();

        window.read(mark, now);
        assertThat(window.hasRoom()).isTrue();
    }

    @Test
    void aNumberThatComesAgainTakesNothingBack() {
        sendAndPing();
        long first = read;
        sendAndPing();

        window.read(first, now);

        assertThat(fill()).isEqualTo(FlightWindow.MIN);
    }
}
