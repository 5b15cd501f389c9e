package io.rpcboot.benchmarks.e2e.workload;

import io.rpcboot.RpcContract;
import java.util.concurrent.CompletableFuture;

/** {@link UserService} for consumers that do not wait. */
@RpcContract(name = "io.rpcboot.benchmarks.UserService")
public interface AsyncUserService {

    /** See {@link UserService#existUser}. */
    CompletableFuture<Boolean> existUser(String email);

    /** See {@link UserService#getUser}. */
    CompletableFuture<User> getUser(long id);

    /** See {@link UserService#createUser}. */
    CompletableFuture<Boolean> createUser(User user);

    /** See {@link UserService#listUser}. */
    CompletableFuture<UserPage> listUser(int page);

    /** See {@link UserService#echo}. */
    CompletableFuture<byte[]> echo(byte[] data);
}
