package io.rpcboot.spring.boot.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Provider and consumer in one process. */
@SpringBootApplication(proxyBeanMethods = false)
public class SampleApplication {

    /** Runs until it is stopped. */
    public static void main(String[] args) {
        SpringApplication.run(SampleApplication.class, args);
    }
}
