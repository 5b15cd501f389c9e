package io.rpcboot.demo.ticket;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The ticket module: an application of its own, or a part of one that imports it. */
@SpringBootApplication
public class TicketModule {

    /** Runs the module alone. */
    public static void main(String[] args) {
        SpringApplication.run(TicketModule.class, args);
    }
}
