package io.rpcboot.demo.consumer.story;

import io.rpcboot.demo.api.AdminService;
import io.rpcboot.demo.api.FriendService;
import io.rpcboot.demo.api.GroupService;
import io.rpcboot.demo.api.MessageService;
import io.rpcboot.demo.api.TicketService;
import io.rpcboot.demo.api.UserService;
import java.util.Locale;

/** The modules and the services by which they are known. */
enum Module {
    USER(UserService.class),
    FRIEND(FriendService.class),
    GROUP(GroupService.class),
    MESSAGE(MessageService.class),
    ADMIN(AdminService.class),
    TICKET(TicketService.class);

    private final Class<?> service;

    Module(Class<?> service) {
        this.service = service;
    }

    /** The interface by which it is called. */
    Class<?> service() {
        return service;
    }

    /** The service's name in the registry. */
    String serviceName() {
        return service.getName();
    }

    /** As {@code chat.modules} spells it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
