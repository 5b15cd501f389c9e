package io.rpcboot.benchmarks.e2e.workload;

import io.rpcboot.RpcContract;

/** The workload as a plain interface. */
@RpcContract(name = "io.rpcboot.benchmarks.UserService")
public interface UserService {

    /** Whether somebody has this address. */
    boolean existUser(String email);

    /** The user of this id. */
    User getUser(long id);

    /** Whether the user could be made. */
    boolean createUser(User user);

    /** A page of {@value SampleUsers#PAGE_SIZE} users. */
    UserPage listUser(int page);

    /** The same bytes again. */
    byte[] echo(byte[] data);
}
