package io.rpcboot.demo.api;

import io.rpcboot.RpcMethod;
import java.util.List;
import java.util.OptionalLong;

/**
 * Who there is and who is logged in.
 *
 * <p>As everywhere in this system, an id of a user says on whose behalf a call is made: the caller, a web application,
 * has logged that user in, and is trusted to tell the truth.
 */
public interface UserService {

    /**
     * Adds a user who is not an administrator.
     *
     * @param name 1 to 32 letters, digits, '_', '-' or '.'
     * @param pwd 6 to 72 bytes as UTF-8
     * @throws NameTakenException if another user has this name
     * @throws io.rpcboot.RpcException with {@code INVALID_ARGUMENT} if name or password break their rules
     */
    User register(String name, String pwd) throws NameTakenException;

    /**
     * Removes a user and the user's friendships.
     *
     * @throws WrongPasswordException if there is no such user with this password
     */
    void deregister(String name, String pwd) throws WrongPasswordException;

    /** Logs a user in: {@code true}; {@code false} if there is no such user with this password. */
    @RpcMethod(idempotent = true)
    boolean login(String name, String pwd);

    /** Logs a user out; without effect if the user is not logged in. */
    @RpcMethod(idempotent = true)
    void logout(long userId);

    /**
     * Opens a session, by which any web application knows the user until {@link #closeSession}, for half a day at most.
     *
     * @return a secret that cannot be guessed
     * @throws NoSuchUserException if nobody has this id
     */
    String openSession(long userId) throws NoSuchUserException;

    /** The id of the user whose session this is; empty if it is over, or never was one. */
    @RpcMethod(idempotent = true)
    OptionalLong findSession(String session);

    /** Closes a session; without effect if it is over. */
    @RpcMethod(idempotent = true)
    void closeSession(String session);

    /**
     * Replaces a password.
     *
     * @throws WrongPasswordException if there is no such user with this password
     * @throws io.rpcboot.RpcException with {@code INVALID_ARGUMENT} if the new password breaks the rules
     */
    void changePassword(String name, String pwd, String newPwd) throws WrongPasswordException;

    /**
     * The user of this name.
     *
     * @throws NoSuchUserException if nobody has it
     */
    @RpcMethod(idempotent = true)
    User find(String name) throws NoSuchUserException;

    /**
     * What is known of a user.
     *
     * @throws NoSuchUserException if nobody has this id
     */
    @RpcMethod(idempotent = true)
    Profile getProfile(long userId) throws NoSuchUserException;

    /** All users, by name. */
    @RpcMethod(idempotent = true)
    List<User> getUsers();

    /** How many users are logged in. */
    @RpcMethod(idempotent = true)
    int countOnline();
}
