package io.rpcboot.benchmarks.e2e.peers;

import io.rpcboot.benchmarks.e2e.proto.Blob;
import io.rpcboot.benchmarks.e2e.proto.CreateUserResponse;
import io.rpcboot.benchmarks.e2e.proto.ExistUserRequest;
import io.rpcboot.benchmarks.e2e.proto.ExistUserResponse;
import io.rpcboot.benchmarks.e2e.proto.GetUserRequest;
import io.rpcboot.benchmarks.e2e.proto.ListUserRequest;
import io.rpcboot.benchmarks.e2e.proto.User;
import io.rpcboot.benchmarks.e2e.proto.UserPage;
import io.rpcboot.benchmarks.e2e.workload.ProtoUsers;
import java.util.concurrent.CompletableFuture;

/** Answers at once. */
final class ProtoService implements ProtoUserService {

    @Override
    public ExistUserResponse existUser(ExistUserRequest request) {
        return ProtoUsers.existUser(request);
    }

    @Override
    public User getUser(GetUserRequest request) {
        return ProtoUsers.getUser(request);
    }

    @Override
    public CreateUserResponse createUser(User user) {
        return ProtoUsers.createUser(user);
    }

    @Override
    public UserPage listUser(ListUserRequest request) {
        return ProtoUsers.listUser(request);
    }

    @Override
    public Blob echo(Blob blob) {
        return ProtoUsers.echo(blob);
    }

    /** The same in the words of {@link ProtoAsyncUserService}. */
    static final class Async implements ProtoAsyncUserService {

        @Override
        public CompletableFuture<ExistUserResponse> existUser(ExistUserRequest request) {
            return CompletableFuture.completedFuture(ProtoUsers.existUser(request));
        }

        @Override
        public CompletableFuture<User> getUser(GetUserRequest request) {
            return CompletableFuture.completedFuture(ProtoUsers.getUser(request));
        }

        @Override
        public CompletableFuture<CreateUserResponse> createUser(User user) {
            return CompletableFuture.completedFuture(ProtoUsers.createUser(user));
        }

        @Override
        public CompletableFuture<UserPage> listUser(ListUserRequest request) {
            return CompletableFuture.completedFuture(ProtoUsers.listUser(request));
        }

        @Override
        public CompletableFuture<Blob> echo(Blob blob) {
            return CompletableFuture.completedFuture(ProtoUsers.echo(blob));
        }
    }
}
