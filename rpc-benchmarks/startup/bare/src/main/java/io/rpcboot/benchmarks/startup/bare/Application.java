package io.rpcboot.benchmarks.startup.bare;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts, says so on a line of its own, and ends. */
@SpringBootApplication
public class Application {

    /** See above. */
    public static void main(String[] args) {
        try (ConfigurableApplicationContext context = SpringApplication.run(Application.class, args)) {
            System.out.println("started " + context.getId());
        }
    }
}
