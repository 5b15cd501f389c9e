package io.rpcboot.demo.api;

import io.rpcboot.RpcMethod;
import java.util.List;

/**
 * What administrators may do. All methods but {@link #getAnnouncements} end with {@code PERMISSION_DENIED} for
 * everybody else.
 */
public interface AdminService {

    /**
     * Sends a message to every other user.
     *
     * @return to how many
     */
    int broadcast(long administratorId, String text);

    /** Puts up an announcement, of 1 to 4,000 characters. */
    Announcement announce(long administratorId, String text);

    /** The last announcements, 100 at most, newest first; for everybody. */
    @RpcMethod(idempotent = true)
    List<Announcement> getAnnouncements();

    /** How busy the system is. */
    @RpcMethod(idempotent = true)
    Activity getActivity(long administratorId);
}
