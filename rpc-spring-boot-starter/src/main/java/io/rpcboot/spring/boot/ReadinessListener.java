package io.rpcboot.spring.boot;

import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.SmartApplicationListener;

/**
 * Lets consumers come when the application accepts traffic: its runners have run, and its own listeners for
 * {@code ApplicationReadyEvent}, which may warm it up, have been told. Has them leave when it refuses traffic, and come
 * again when it accepts it again. A context that Boot's {@code SpringApplication} does not run never says so; there it
 * is ready when the context is refreshed.
 */
final class ReadinessListener implements SmartApplicationListener {

    private final ApplicationContext context;
    private final RpcServerLifecycle server;
    private final RpcReferences references;
    private final AtomicBoolean wasReady = new AtomicBoolean();

    ReadinessListener(ApplicationContext context, RpcServerLifecycle server, RpcReferences references) {
        this.context = context;
        this.server = server;
        this.references = references;
    }

    @Override
    public boolean supportsEventType(Class<? extends ApplicationEvent> type) {
        return AvailabilityChangeEvent.class.isAssignableFrom(type)
                || ContextRefreshedEvent.class.isAssignableFrom(type);
    }

    @Override
    public void onApplicationEvent(ApplicationEvent event) {
        boolean ofAnotherContext = event.getSource() instanceof ApplicationContext source && source != context;
        if (ofAnotherContext) {
            return;
        }
        if (event instanceof AvailabilityChangeEvent<?> change) {
            if (change.getState() instanceof ReadinessState state) {
                ready(state == ReadinessState.ACCEPTING_TRAFFIC);
            }
        } else if (!context.containsLocalBean("springApplicationArguments")) {
            ready(true);
        }
    }

    private void ready(boolean ready) {
        server.ready(ready);
        if (ready && wasReady.compareAndSet(false, true)) {
            Thread thread = new Thread(references::warn, "rpc-reference-check");
            thread.setDaemon(true);
            thread.start();
        }
    }
}
