package io.rpcboot.demo.provider;

import java.util.Arrays;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

/** Hosts the modules that {@code chat.modules} names; all of them unless it does. */
@SpringBootApplication
@Import(ChatModules.class)
public class ChatProvider {

    /**
     * Runs a server. With {@code registry} or {@code database} as the first argument it runs that instead, alone: then
     * servers may come and go as they like.
     */
    public static void main(String[] args) throws Exception {
        // Before the first class of H2 is loaded: where this process serves the database to others, it is to this
        // machine.
        System.setProperty("h2.bindAddress", "127.0.0.1");
        String mode = args.length == 0 ? "" : args[0];
        switch (mode) {
            case "registry" -> RegistryProcess.run(rest(args));
            case "database" -> DatabaseProcess.run(rest(args));
            default -> serve(args);
        }
    }

    private static void serve(String[] args) {
        SpringApplication application = new SpringApplication(ChatProvider.class);
        // For weights that follow the machine: rpc.services.<id>.weight=${machine.weight}
        application.setDefaultProperties(
                Map.of("machine.weight", 100 * Runtime.getRuntime().availableProcessors()));
        application.run(args);
    }

    private static String[] rest(String[] args) {
        return Arrays.copyOfRange(args, 1, args.length);
    }
}
