package io.rpcboot.spring.boot;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.SmartApplicationListener;

/**
 * Lets consumers come when the application accepts traffic: its runners have run, and its own listeners for
 * {@code ApplicationReadyEvent}, which may warm it up, have been told. A context that Boot's {@code SpringApplication}
 * does not run never says so; there it is when the context is refreshed.
 */
final class ReadinessListener implements SmartApplicationListener {

    private final ApplicationContext context;
    private final RpcServerLifecycle server;
    private final RpcReferences references;

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
        if (event.getSource() == context && isReady(event) && server.ready()) {
            Thread thread = new Thread(references::warn, "rpc-reference-check");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private boolean isReady(ApplicationEvent event) {
        return event instanceof AvailabilityChangeEvent<?> change
                ? change.getState() == ReadinessState.ACCEPTING_TRAFFIC
                : !context.containsLocalBean("springApplicationArguments");
    }
}
