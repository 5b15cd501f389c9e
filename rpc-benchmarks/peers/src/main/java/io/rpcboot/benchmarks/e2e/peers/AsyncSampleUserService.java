package io.rpcboot.benchmarks.e2e.peers;

import io.rpcboot.benchmarks.e2e.workload.AsyncUserService;
import io.rpcboot.benchmarks.e2e.workload.SampleUserService;
import io.rpcboot.benchmarks.e2e.workload.User;
import io.rpcboot.benchmarks.e2e.workload.UserPage;
import java.util.concurrent.CompletableFuture;

/** {@link SampleUserService} for a peer whose asynchronous consumers need a provider with the same signatures. */
final class AsyncSampleUserService implements AsyncUserService {

    private final SampleUserService users = new SampleUserService();

    @Override
    public CompletableFuture<Boolean> existUser(String email) {
        return CompletableFuture.completedFuture(users.existUser(email));
    }

    @Override
    public CompletableFuture<User> getUser(long id) {
        return CompletableFuture.completedFuture(users.getUser(id));
    }

    @Override
    public CompletableFuture<Boolean> createUser(User user) {
        return CompletableFuture.completedFuture(users.createUser(user));
    }

    @Override
    public CompletableFuture<UserPage> listUser(int page) {
        return CompletableFuture.completedFuture(users.listUser(page));
    }

    @Override
    public CompletableFuture<byte[]> echo(byte[] data) {
        return CompletableFuture.completedFuture(users.echo(data));
    }
}
