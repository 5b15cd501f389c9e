package io.rpcboot.benchmarks.e2e.process;

import io.rpcboot.benchmarks.e2e.Client;
import io.rpcboot.benchmarks.e2e.Completion;
import io.rpcboot.benchmarks.e2e.Operation;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Gives a client that can only block threads that wait in its stead. */
final class ThreadedClient implements Client {

    private final Client client;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    ThreadedClient(Client client) {
        this.client = client;
    }

    @Override
    public void call(Operation operation, long n) throws Exception {
        client.call(operation, n);
    }

    @Override
    public void start(Operation operation, long n, Completion completion) {
        threads.execute(() -> {
            Throwable error = null;
            try {
                client.call(operation, n);
            } catch (Exception e) {
                error = e;
            }
            completion.done(error);
        });
    }

    @Override
    public void close() throws IOException {
        threads.shutdown();
        client.close();
    }
}
