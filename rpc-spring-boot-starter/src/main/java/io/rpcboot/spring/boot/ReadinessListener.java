package io.rpcboot.spring.boot;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.SmartApplicationListener;
import org.springframework.core.Ordered;

/**
 * Lets consumers come when the application is ready: its runners have run, and its own listeners for the same event,
 * which may warm it up, have been told before.
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
        return ApplicationReadyEvent.class.isAssignableFrom(type) || ContextRefreshedEvent.class.isAssignableFrom(type);
    }

    @Override
    public void onApplicationEvent(ApplicationEvent event) {
        if (event instanceof ApplicationReadyEvent ready
                ? ready.getApplicationContext() == context
                : ((ContextRefreshedEvent) event).getApplicationContext() == context && !hasSpringApplication()) {
            server.ready();
            Thread thread = new Thread(references::warn, "rpc-reference-check");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Whether there will be an {@link ApplicationReadyEvent}. */
    private boolean hasSpringApplication() {
        return context.containsLocalBean("springApplicationArguments");
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
