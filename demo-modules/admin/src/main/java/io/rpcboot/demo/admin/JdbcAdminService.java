package io.rpcboot.demo.admin;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.demo.api.Activity;
import io.rpcboot.demo.api.AdminService;
import io.rpcboot.demo.api.Announcement;
import io.rpcboot.demo.api.MessageService;
import io.rpcboot.demo.api.NoSuchUserException;
import io.rpcboot.demo.api.User;
import io.rpcboot.demo.api.UserService;
import io.rpcboot.spring.RpcReference;
import io.rpcboot.spring.RpcService;
import java.util.List;

/** Announcements as rows of a database; all else is asked of the other modules. */
@RpcService
class JdbcAdminService implements AdminService {

    /** The application's error code that goes with {@code PERMISSION_DENIED}. */
    static final String NOT_ADMINISTRATOR = "NOT_ADMINISTRATOR";

    private static final int LONGEST_TEXT = 4000;

    private final AnnouncementRepository announcements;
    private final ModuleVersion version;
    private final UserService users;
    private final MessageService messages;

    JdbcAdminService(
            AnnouncementRepository announcements,
            ModuleVersion version,
            @RpcReference UserService users,
            @RpcReference MessageService messages) {
        this.announcements = announcements;
        this.version = version;
        this.users = users;
        this.messages = messages;
    }

    @Override
    public int broadcast(long administratorId, String text) {
        requireAdministrator(administratorId);
        List<Long> others = users.getUsers().stream()
                .map(User::id)
                .filter(id -> id != administratorId)
                .toList();
        messages.sendToEach(administratorId, others, text);
        return others.size();
    }

    @Override
    public Announcement announce(long administratorId, String text) {
        requireAdministrator(administratorId);
        if (text.isBlank() || text.length() > LONGEST_TEXT) {
            throw new RpcException(
                    Code.INVALID_ARGUMENT,
                    "an announcement of " + text.length() + " characters is blank or longer than " + LONGEST_TEXT);
        }
        return announcements.insert(text);
    }

    @Override
    public List<Announcement> getAnnouncements() {
        return announcements.findLatest();
    }

    @Override
    public Activity getActivity(long administratorId) {
        requireAdministrator(administratorId);
        return new Activity(
                users.getUsers().size(),
                users.countOnline(),
                messages.countMessages(),
                announcements.count(),
                version.value(),
                ProcessHandle.current().pid());
    }

    private void requireAdministrator(long userId) {
        String name;
        try {
            User user = users.getProfile(userId).user();
            if (user.administrator()) {
                return;
            }
            name = user.name();
        } catch (NoSuchUserException e) {
            name = "user " + userId;
        }
        throw new RpcException(Code.PERMISSION_DENIED, name + " is not an administrator", NOT_ADMINISTRATOR);
    }
}
