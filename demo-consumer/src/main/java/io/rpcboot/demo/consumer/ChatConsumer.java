package io.rpcboot.demo.consumer;

import io.rpcboot.demo.consumer.story.Demo;
import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The chat system for a browser. */
@SpringBootApplication
public class ChatConsumer {

    /**
     * Runs the web application. With {@code story} as the first argument it tells the demo's story instead, with
     * {@code serve} it starts the whole system with itself in front.
     */
    public static void main(String[] args) throws Exception {
        String mode = args.length == 0 ? "" : args[0];
        switch (mode) {
            case "story" -> Demo.tell(rest(args));
            case "serve" -> Demo.serve(rest(args));
            default -> SpringApplication.run(ChatConsumer.class, args);
        }
    }

    private static String[] rest(String[] args) {
        return Arrays.copyOfRange(args, 1, args.length);
    }
}
