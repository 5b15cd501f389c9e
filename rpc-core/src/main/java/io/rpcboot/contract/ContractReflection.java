package io.rpcboot.contract;

import io.rpcboot.RpcContract;
import io.rpcboot.RpcMethod;

/** What every server says of the contracts of its services; exported by each without being asked, never registered. */
@RpcContract(name = ContractReflection.NAME)
public interface ContractReflection {

    /** The wire name. */
    String NAME = "rpc.Contracts";

    /**
     * The contract of a service that this process exports.
     *
     * @param service the wire name
     * @param group the group; empty is the default group
     * @param version the version; empty is the default version
     * @throws io.rpcboot.RpcException NOT_FOUND if the process does not export it
     */
    @RpcMethod(idempotent = true)
    ContractDescription describe(String service, String group, String version);
}
