package io.rpcboot.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class StreamTableTest {

    private static final class Entry implements StreamTable.Stream<Entry> {

        private final int id;
        private Entry next;

        Entry(int id) {
            this.id = id;
        }

        @Override
        public int streamId() {
            return id;
        }

        @Override
        public Entry nextInSlot() {
            return next;
        }

        @Override
        public void nextInSlot(Entry next) {
            this.next = next;
        }
    }

    @Property
    void itHoldsWhatAMapWouldHold(@ForAll @Size(max = 400) List<@IntRange(min = 1, max = 500) Integer> ids) {
        StreamTable<Entry> table = new StreamTable<>();
        Map<Integer, Entry> expected = new HashMap<>();
        for (int id : ids) {
            // Ids that share a slot, too.
            int streamId = id % 3 == 0 ? id * 64 : id;
            if (expected.containsKey(streamId)) {
                assertThat(table.remove(streamId)).isSameAs(expected.remove(streamId));
            } else {
                Entry entry = new Entry(streamId);
                table.add(entry);
                expected.put(streamId, entry);
            }
            assertThat(table.get(streamId)).isSameAs(expected.get(streamId));
        }
        assertThat(table.size()).isEqualTo(expected.size());
        assertThat(table.all()).containsExactlyInAnyOrderElementsOf(expected.values());
        assertThat(table.remove(-7)).isNull();
    }

    @Example
    void whatManyThreadsPushIsTakenOnceAndInEachThreadsOrder() throws Exception {
        SendQueue queue = new SendQueue();
        int threads = 4;
        int each = 20_000;
        List<Thread> pushing = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int thread = t;
            pushing.add(new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    queue.push(new Node(thread, i));
                }
            }));
        }
        pushing.forEach(Thread::start);
        int[] next = new int[threads];
        while (Arrays.stream(next).sum() < threads * each) {
            for (Sendable taken = queue.takeAll(); taken != null; taken = taken.next()) {
                Node node = (Node) taken;
                assertThat(node.number).isEqualTo(next[node.thread]++);
            }
        }
        for (Thread thread : pushing) {
            thread.join();
        }
        assertThat(queue.takeAll()).isNull();
    }

    private static final class Node implements Sendable {

        final int thread;
        final int number;
        private Sendable next;

        Node(int thread, int number) {
            this.thread = thread;
            this.number = number;
        }

        @Override
        public Sendable next() {
            return next;
        }

        @Override
        public void next(Sendable next) {
            this.next = next;
        }
    }
}
