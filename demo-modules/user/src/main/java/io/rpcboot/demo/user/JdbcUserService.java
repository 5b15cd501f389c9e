package io.rpcboot.demo.user;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.demo.api.FriendService;
import io.rpcboot.demo.api.NameTakenException;
import io.rpcboot.demo.api.NoSuchUserException;
import io.rpcboot.demo.api.Profile;
import io.rpcboot.demo.api.User;
import io.rpcboot.demo.api.UserService;
import io.rpcboot.demo.api.WrongPasswordException;
import io.rpcboot.spring.RpcReference;
import io.rpcboot.spring.RpcService;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.crypto.password.PasswordEncoder;

/** Users as rows of a database, their passwords as bcrypt hashes. */
@RpcService
class JdbcUserService implements UserService {

    private static final Logger log = LoggerFactory.getLogger(JdbcUserService.class);

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_.-]{1,32}");
    private static final int SHORTEST_PASSWORD = 6;

    /** bcrypt ignores what comes after. */
    private static final int LONGEST_PASSWORD = 72;

    private static final int SECRET_BYTES = 32;

    private final AccountRepository accounts;
    private final SessionRepository sessions;
    private final PasswordEncoder passwords;
    private final FriendService friends;
    private final SecureRandom random = new SecureRandom();
    private final String hashOfNobody;

    JdbcUserService(
            AccountRepository accounts,
            SessionRepository sessions,
            PasswordEncoder passwords,
            // A login can do without its answer, so it gets less time than the login itself.
            @RpcReference(timeout = 1000) FriendService friends) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.passwords = passwords;
        this.friends = friends;
        this.hashOfNobody = passwords.encode("");
    }

    @Override
    public User register(String name, String pwd) throws NameTakenException {
        if (!NAME.matcher(name).matches()) {
            throw new RpcException(
                    Code.INVALID_ARGUMENT,
                    "\"" + name + "\" cannot be a name; use 1 to 32 letters, digits, '_', '-' or '.'");
        }
        requireGoodPassword(pwd);
        if (!accounts.insert(name, passwords.encode(pwd), false)) {
            throw new NameTakenException("the name " + name + " is taken; choose another", name);
        }
        return accounts.find(name).orElseThrow().toUser();
    }

    @Override
    public void deregister(String name, String pwd) throws WrongPasswordException {
        Account account = authenticate(name, pwd).orElseThrow(JdbcUserService::wrongPassword);
        // First, so that a failure leaves an account with which it can be tried again.
        friends.removeUser(account.id());
        accounts.delete(account.id());
    }

    @Override
    public boolean login(String name, String pwd) {
        Optional<Account> account = authenticate(name, pwd);
        account.ifPresent(this::loggedIn);
        return account.isPresent();
    }

    private void loggedIn(Account account) {
        accounts.loggedIn(account.id(), Instant.now());
        try {
            accounts.setFriends(
                    account.id(), friends.getUserFriendList(account.id()).size());
        } catch (RpcException e) {
            log.warn("{} is logged in, but the friends are unknown: {}", account.name(), e.getMessage());
        }
    }

    @Override
    public void logout(long userId) {
        accounts.loggedOut(userId);
    }

    @Override
    public String openSession(long userId) throws NoSuchUserException {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = HexFormat.of().formatHex(bytes);
        sessions.deleteEnded();
        if (!sessions.insert(hash(secret), userId)) {
            throw unknown(userId);
        }
        return secret;
    }

    @Override
    public OptionalLong findSession(String session) {
        return sessions.findUser(hash(session)).map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    @Override
    public void closeSession(String session) {
        sessions.delete(hash(session));
    }

    /** Of what is as random as a secret, a quick hash does. */
    private static String hash(String secret) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void changePassword(String name, String pwd, String newPwd) throws WrongPasswordException {
        requireGoodPassword(newPwd);
        Account account = authenticate(name, pwd).orElseThrow(JdbcUserService::wrongPassword);
        accounts.setPasswordHash(account.id(), passwords.encode(newPwd));
    }

    @Override
    public User find(String name) throws NoSuchUserException {
        return accounts.find(name)
                .orElseThrow(() -> new NoSuchUserException("there is no user named " + name, name))
                .toUser();
    }

    @Override
    public Profile getProfile(long userId) throws NoSuchUserException {
        return accounts.find(userId).orElseThrow(() -> unknown(userId)).toProfile();
    }

    @Override
    public List<User> getUsers() {
        return accounts.findAll().stream().map(Account::toUser).toList();
    }

    @Override
    public int countOnline() {
        return accounts.countOnline();
    }

    private static NoSuchUserException unknown(long userId) {
        return new NoSuchUserException("there is no user with id " + userId, Long.toString(userId));
    }

    /** Takes as long for a name that nobody has, so that the time tells nobody which names exist. */
    private Optional<Account> authenticate(String name, String pwd) {
        Optional<Account> account = accounts.find(name);
        boolean right =
                passwords.matches(pwd, account.map(Account::passwordHash).orElse(hashOfNobody));
        return right ? account : Optional.empty();
    }

    private static void requireGoodPassword(String pwd) {
        int length = pwd.getBytes(StandardCharsets.UTF_8).length;
        if (length < SHORTEST_PASSWORD || length > LONGEST_PASSWORD) {
            throw new RpcException(
                    Code.INVALID_ARGUMENT,
                    "a password of " + length + " bytes is not within " + SHORTEST_PASSWORD + " to "
                            + LONGEST_PASSWORD);
        }
    }

    private static WrongPasswordException wrongPassword() {
        return new WrongPasswordException("there is no user with this name and password");
    }
}
