package io.rpcboot.transport.netty;

/**
 * How much of large messages may be on its way, which is what was handed to the channel and not known to have been read
 * by the peer: whatever is sent after it, however small, arrives after it, and what the buffers of two kernels hold can
 * take longer than all else about a call. What has been read is known from PONGs, which repeat how much was sent ahead of
 * their PINGs. The window follows the connection: twice what it carries in the shortest round trip that it has seen, as in
 * BBR (Cardwell et al., "BBR: Congestion-Based Congestion Control", 2016), so that distance costs no throughput. Belongs
 * to the event loop.
 */
final class FlightWindow {

    /** Four frames of the largest size. */
    static final int MIN = 256 << 10;

    /** What a connection of 10 Gbit/s carries in 13 ms. */
    static final int MAX = 16 << 20;

    /** So many PINGs are under way when the window is full. */
    private static final int MARKS = 4;

    private long sent;
    private long read;
    private long marked;
    private int size = MIN;

    // The round trip that is being measured.
    private boolean timing;
    private long timedMark;
    private long timedAt;
    private long readBefore;
    private long shortestTrip = Long.MAX_VALUE;

    /** Whether more may be sent. */
    boolean hasRoom() {
        return sent - read < size;
    }

    /** So many bytes more were handed to the channel; true if a PING is due behind them. */
    boolean sent(int bytes) {
        sent += bytes;
        return sent - marked >= size / MARKS;
    }

    /** What a PING that is sent now has to say. */
    long mark(long nanos) {
        if (!timing && sent > marked) {
            timing = true;
            timedMark = sent;
            timedAt = nanos;
            readBefore = read;
        }
        marked = sent;
        return sent;
    }

    /** A PONG says that all was read that had been sent by this mark. */
    void read(long mark, long nanos) {
        if (mark < read || mark > marked) {
            return; // no answer to any PING of ours
        }
        read = mark;
        if (timing && mark >= timedMark) {
            timing = false;
            long trip = Math.max(1, nanos - timedAt);
            shortestTrip = Math.min(shortestTrip, trip);
            double carried = (double) (read - readBefore) * shortestTrip / trip;
            size = (int) Math.max(MIN, Math.min(MAX, Math.max(2 * carried, size - size / 8)));
        }
    }
}
