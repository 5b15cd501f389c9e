package io.rpcboot.benchmarks.e2e.peers;

import io.rpcboot.benchmarks.e2e.proto.Blob;
import io.rpcboot.benchmarks.e2e.proto.CreateUserResponse;
import io.rpcboot.benchmarks.e2e.proto.ExistUserRequest;
import io.rpcboot.benchmarks.e2e.proto.ExistUserResponse;
import io.rpcboot.benchmarks.e2e.proto.GetUserRequest;
import io.rpcboot.benchmarks.e2e.proto.ListUserRequest;
import io.rpcboot.benchmarks.e2e.proto.User;
import io.rpcboot.benchmarks.e2e.proto.UserPage;

/** The workload for Dubbo's {@code tri}, which sends protoc's messages as they are. */
public interface ProtoUserService {

    /** See {@link io.rpcboot.benchmarks.e2e.workload.UserService#existUser}. */
    ExistUserResponse existUser(ExistUserRequest request);

    /** See {@link io.rpcboot.benchmarks.e2e.workload.UserService#getUser}. */
    User getUser(GetUserRequest request);

    /** See {@link io.rpcboot.benchmarks.e2e.workload.UserService#createUser}. */
    CreateUserResponse createUser(User user);

    /** See {@link io.rpcboot.benchmarks.e2e.workload.UserService#listUser}. */
    UserPage listUser(ListUserRequest request);

    /** See {@link io.rpcboot.benchmarks.e2e.workload.UserService#echo}. */
    Blob echo(Blob blob);
}
