package io.rpcboot.benchmarks.e2e.floor;

import io.netty.channel.Channel;
import io.netty.util.internal.PlatformDependent;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;

/** Takes frames from any thread; the event loop, woken once for all that are there, writes them and flushes once. */
final class BatchedWriter implements Runnable {

    private final Channel channel;
    private final Batch batch;
    private final Queue<byte[]> frames = PlatformDependent.newMpscQueue();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    BatchedWriter(Channel channel, Batch batch) {
        this.channel = channel;
        this.batch = batch;
    }

    void write(byte[] frame) {
        frames.add(frame);
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            channel.eventLoop().execute(this);
        }
    }

    @Override
    public void run() {
        scheduled.set(false); // before the queue is looked at: what comes later schedules again
        byte[] frame = frames.poll();
        while (frame != null) {
            batch.add(frame);
            frame = frames.poll();
        }
        batch.flush();
    }
}
