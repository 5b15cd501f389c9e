package io.rpcboot.benchmarks.e2e.peers;

import io.rpcboot.benchmarks.e2e.proto.Blob;
import io.rpcboot.benchmarks.e2e.proto.CreateUserResponse;
import io.rpcboot.benchmarks.e2e.proto.ExistUserRequest;
import io.rpcboot.benchmarks.e2e.proto.ExistUserResponse;
import io.rpcboot.benchmarks.e2e.proto.GetUserRequest;
import io.rpcboot.benchmarks.e2e.proto.ListUserRequest;
import io.rpcboot.benchmarks.e2e.proto.User;
import io.rpcboot.benchmarks.e2e.proto.UserPage;
import java.util.concurrent.CompletableFuture;

/** {@link ProtoUserService} for consumers that do not wait. */
public interface ProtoAsyncUserService {

    /** See {@link ProtoUserService#existUser}. */
    CompletableFuture<ExistUserResponse> existUser(ExistUserRequest request);

    /** See {@link ProtoUserService#getUser}. */
    CompletableFuture<User> getUser(GetUserRequest request);

    /** See {@link ProtoUserService#createUser}. */
    CompletableFuture<CreateUserResponse> createUser(User user);

    /** See {@link ProtoUserService#listUser}. */
    CompletableFuture<UserPage> listUser(ListUserRequest request);

    /** See {@link ProtoUserService#echo}. */
    CompletableFuture<Blob> echo(Blob blob);
}
