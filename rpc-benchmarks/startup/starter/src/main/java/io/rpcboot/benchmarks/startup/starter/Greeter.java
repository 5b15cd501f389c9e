package io.rpcboot.benchmarks.startup.starter;

/** A service. */
public interface Greeter {

    /** Says hello. */
    String greet(String name);
}
