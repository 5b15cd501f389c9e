package io.rpcboot.spring.boot;

/** The tests' service. */
public interface Greeter {

    String greet(String name);
}
