package io.rpcboot.spring.boot;

/** Another service, which nobody exports unless a test says so. */
public interface Counter {

    int next(int from);
}
