package io.rpcboot.demo.consumer;

import io.rpcboot.demo.api.AdminService;
import io.rpcboot.demo.api.FriendService;
import io.rpcboot.demo.api.GroupService;
import io.rpcboot.demo.api.MessageService;
import io.rpcboot.demo.api.UserService;
import io.rpcboot.spring.RpcReference;
import org.springframework.stereotype.Component;

/** The services of the chat system, wherever they run. */
@Component
public class ChatServices {

    private final UserService users;
    private final FriendService friends;
    private final GroupService groups;
    private final MessageService messages;
    private final AdminService admin;

    ChatServices(
            @RpcReference UserService users,
            @RpcReference FriendService friends,
            @RpcReference GroupService groups,
            @RpcReference MessageService messages,
            @RpcReference AdminService admin) {
        this.users = users;
        this.friends = friends;
        this.groups = groups;
        this.messages = messages;
        this.admin = admin;
    }

    /** Who there is. */
    public UserService users() {
        return users;
    }

    /** Who is whose friend. */
    public FriendService friends() {
        return friends;
    }

    /** Who talks with whom. */
    public GroupService groups() {
        return groups;
    }

    /** What they say. */
    public MessageService messages() {
        return messages;
    }

    /** What administrators say. */
    public AdminService admin() {
        return admin;
    }
}
