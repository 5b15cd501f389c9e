package io.rpcboot.demo.provider;

import io.rpcboot.demo.admin.AdminModule;
import io.rpcboot.demo.friend.FriendModule;
import io.rpcboot.demo.group.GroupModule;
import io.rpcboot.demo.message.MessageModule;
import io.rpcboot.demo.ticket.TicketModule;
import io.rpcboot.demo.user.UserModule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ImportSelector;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/** Imports the modules that {@code chat.modules} names. */
final class ChatModules implements ImportSelector {

    private static final Map<String, Class<?>> MODULES = new LinkedHashMap<>();

    static {
        MODULES.put("user", UserModule.class);
        MODULES.put("friend", FriendModule.class);
        MODULES.put("group", GroupModule.class);
        MODULES.put("message", MessageModule.class);
        MODULES.put("admin", AdminModule.class);
        MODULES.put("ticket", TicketModule.class);
    }

    private final List<String> names;

    ChatModules(Environment environment) {
        names = Binder.get(environment)
                .bind("chat.modules", Bindable.listOf(String.class))
                .orElse(List.copyOf(MODULES.keySet()));
    }

    @Override
    public String[] selectImports(AnnotationMetadata importing) {
        return names.stream().map(ChatModules::module).map(Class::getName).toArray(String[]::new);
    }

    private static Class<?> module(String name) {
        Class<?> module = MODULES.get(name);
        if (module == null) {
            throw new IllegalArgumentException("chat.modules names \"" + name + "\", which is no module; there are "
                    + String.join(", ", MODULES.keySet()));
        }
        return module;
    }
}
