package io.rpcboot.spring.boot.elsewhere;

import io.rpcboot.spring.RpcService;
import io.rpcboot.spring.boot.Counter;

/** Outside the packages that an application of the tests scans. */
@RpcService
public class ElsewhereCounter implements Counter {

    @Override
    public int next(int from) {
        return from + 1;
    }
}
