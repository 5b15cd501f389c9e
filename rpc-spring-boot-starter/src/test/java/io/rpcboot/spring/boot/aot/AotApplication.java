package io.rpcboot.spring.boot.aot;

import io.rpcboot.spring.RpcReference;
import io.rpcboot.spring.RpcService;
import io.rpcboot.spring.boot.Counter;
import io.rpcboot.spring.boot.Greeter;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.AotDetector;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

/** Has a reference at every kind of place, calls all of them, says what they answered, and runs until it is stopped. */
@SpringBootApplication(proxyBeanMethods = false)
public class AotApplication {

    /** The line that says what was answered starts with this. */
    public static final String ANSWER = "answered: ";

    /** Runs. */
    @SuppressWarnings("resource")
    public static void main(String[] args) {
        ConfigurableApplicationContext context = SpringApplication.run(AotApplication.class, args);
        System.out.println(ANSWER + "aot=" + AotDetector.useGeneratedArtifacts() + " "
                + context.getBean(Everywhere.class).call() + " " + context.getBean("greeting"));
    }

    @Bean
    @RpcService(group = "by-method", version = "${by.method.version:2}")
    Greeter byMethod() {
        return name -> "by-method-" + name;
    }

    @Bean
    Greeting greeting(@RpcReference Greeter greeter) {
        return new Greeting(greeter);
    }

    /** Greets when it is printed, which is when there is a provider. */
    record Greeting(Greeter greeter) {
        @Override
        public String toString() {
            return greeter.greet("bean-parameter");
        }
    }
}

@RpcService
class PlainGreeter implements Greeter {
    @Override
    public String greet(String name) {
        return "plain-" + name;
    }
}

@RpcService
class PlainCounter implements Counter {
    @Override
    public int next(int from) {
        return from + 1;
    }
}

@Component
class Everywhere {

    private final Greeter constructed;

    @RpcReference(group = "by-method", version = "2")
    @Nullable
    Greeter field;

    private @Nullable Counter counter;

    Everywhere(@RpcReference Greeter constructed) {
        this.constructed = constructed;
    }

    @RpcReference
    void setCounter(Counter counter) {
        this.counter = counter;
    }

    String call() {
        return constructed.greet("constructor") + " " + (field == null ? "" : field.greet("field")) + " "
                + (counter == null ? 0 : counter.next(41));
    }
}
