package io.rpcboot.benchmarks.startup.starter;

import io.rpcboot.spring.RpcReference;
import io.rpcboot.spring.RpcService;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.stereotype.Component;

/** Starts with a service that is exported and registered and one that is referred to, says so, and ends. */
@SpringBootApplication
public class Application {

    /** See above. */
    public static void main(String[] args) {
        try (ConfigurableApplicationContext context = SpringApplication.run(Application.class, args)) {
            System.out.println("started " + context.getId());
        }
    }

    /** Exported. */
    @RpcService
    static class HelloGreeter implements Greeter {

        @Override
        public String greet(String name) {
            return "Hello, " + name;
        }
    }

    /** Uses what another process exports. */
    @Component
    static class Guest {

        private final Greeter greeter;

        Guest(@RpcReference Greeter greeter) {
            this.greeter = greeter;
        }

        @Override
        public String toString() {
            return greeter.greet("guest");
        }
    }
}
