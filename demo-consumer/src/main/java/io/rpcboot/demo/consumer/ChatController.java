package io.rpcboot.demo.consumer;

import io.rpcboot.demo.api.Announcement;
import io.rpcboot.demo.api.Message;
import io.rpcboot.demo.api.NameTakenException;
import io.rpcboot.demo.api.NoSuchUserException;
import io.rpcboot.demo.api.Profile;
import io.rpcboot.demo.api.User;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** What the page in the browser asks for. Who is logged in is found by the request's cookie. */
@RestController
@RequestMapping("/api")
class ChatController {

    private final ChatServices chat;
    private final LoginSessions sessions;
    private final TicketBuyer tickets;

    ChatController(ChatServices chat, LoginSessions sessions, TicketBuyer tickets) {
        this.chat = chat;
        this.sessions = sessions;
        this.tickets = tickets;
    }

    record Credentials(String name, String pwd) {}

    record Name(String name) {}

    record Text(String text) {}

    @PostMapping("/users")
    @ResponseStatus(HttpStatus.CREATED)
    User register(@RequestBody Credentials credentials) throws NameTakenException {
        return chat.users().register(credentials.name(), credentials.pwd());
    }

    @PostMapping("/login")
    Profile login(@RequestBody Credentials credentials, HttpServletResponse response) throws NoSuchUserException {
        if (!chat.users().login(credentials.name(), credentials.pwd())) {
            throw new ResponseStatusException(HttpStatus.UNAUTHORIZED, "wrong name or password");
        }
        User user = chat.users().find(credentials.name());
        sessions.open(user.id(), response);
        return chat.users().getProfile(user.id());
    }

    @PostMapping("/logout")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void logout(@LoggedIn long user, HttpServletRequest request, HttpServletResponse response) {
        sessions.close(request, response);
        chat.users().logout(user);
    }

    @GetMapping("/me")
    Profile me(@LoggedIn long user) throws NoSuchUserException {
        return chat.users().getProfile(user);
    }

    @GetMapping("/friends")
    List<User> friends(@LoggedIn long user) {
        return chat.friends().getUserFriendList(user);
    }

    @PostMapping("/friends")
    User addFriend(@LoggedIn long user, @RequestBody Name friend) throws NoSuchUserException {
        return chat.friends().addFriend(user, friend.name());
    }

    @DeleteMapping("/friends/{friendId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void removeFriend(@LoggedIn long user, @PathVariable long friendId) {
        chat.friends().removeFriend(user, friendId);
    }

    @GetMapping("/conversations/{friendId}")
    List<Message> conversation(@LoggedIn long user, @PathVariable long friendId) {
        List<Message> conversation = chat.messages().getConversation(user, friendId);
        if (!conversation.isEmpty()) {
            chat.messages()
                    .acknowledge(user, conversation.get(conversation.size() - 1).id());
        }
        return conversation;
    }

    @PostMapping("/conversations/{friendName}")
    @ResponseStatus(HttpStatus.CREATED)
    void say(@LoggedIn long user, @PathVariable String friendName, @RequestBody Text said) throws NoSuchUserException {
        chat.messages().send(user, friendName, said.text());
    }

    @GetMapping("/unread")
    List<Message> unread(@LoggedIn long user) {
        return chat.messages().getOfflineMessages(user);
    }

    @GetMapping("/announcements")
    List<Announcement> announcements() {
        return chat.admin().getAnnouncements();
    }

    @PostMapping("/announcements")
    @ResponseStatus(HttpStatus.CREATED)
    Announcement announce(@LoggedIn long user, @RequestBody Text announced) {
        return chat.admin().announce(user, announced.text());
    }

    @PostMapping("/tickets")
    Text buyTicket() {
        return new Text(tickets.buyTicket());
    }
}
