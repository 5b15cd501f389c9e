package io.rpcboot.benchmarks.e2e.floor;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.internal.PlatformDependent;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Takes frames from any thread; the event loop, woken once for all that are there, writes them and flushes once.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that fails closes, which its handler hears of
final class BatchedWriter implements Runnable {

    private final Channel channel;
    private final Queue<ByteBuf> frames = PlatformDependent.newMpscQueue();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    BatchedWriter(Channel channel) {
        this.channel = channel;
    }

    void write(ByteBuf frame) {
        frames.add(frame);
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            channel.eventLoop().execute(this);
        }
    }

    @Override
    public void run() {
        scheduled.set(false); // before the queue is looked at: what comes later schedules again
        ByteBuf frame = frames.poll();
        while (frame != null) {
            channel.write(frame, channel.voidPromise());
            frame = frames.poll();
        }
        channel.flush();
    }
}
