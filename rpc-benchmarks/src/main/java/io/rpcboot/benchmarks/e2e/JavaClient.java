package io.rpcboot.benchmarks.e2e;

import io.rpcboot.benchmarks.e2e.workload.AsyncUserService;
import io.rpcboot.benchmarks.e2e.workload.SampleUsers;
import io.rpcboot.benchmarks.e2e.workload.User;
import io.rpcboot.benchmarks.e2e.workload.UserPage;
import io.rpcboot.benchmarks.e2e.workload.UserService;
import java.io.Closeable;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A client for those whose users write Java interfaces. */
public final class JavaClient implements Client {

    private static final byte[] BLOB = new byte[SampleUsers.BLOB_SIZE];

    /** Whether a result is what the arguments of call n ask for. */
    private interface Check<T> {
        boolean isRight(T result, long n);
    }

    private final UserService service;
    private final @Nullable AsyncUserService futures;
    private final Closeable resources;

    /**
     * Closes the resources when it is closed.
     *
     * @param futures null if the peer can only block
     */
    public JavaClient(UserService service, @Nullable AsyncUserService futures, Closeable resources) {
        this.service = service;
        this.futures = futures;
        this.resources = resources;
    }

    @Override
    public void call(Operation operation, long n) {
        boolean right = switch (operation) {
            case EXIST_USER -> service.existUser(SampleUsers.email(n));
            case GET_USER -> isUser(service.getUser(n), n);
            case CREATE_USER -> service.createUser(SampleUsers.user(n));
            case LIST_USER -> isPage(service.listUser((int) n), n);
            case ECHO -> isBlob(service.echo(BLOB), n);
        };
        WrongResultException.unless(right, operation, n);
    }

    @Override
    public void start(Operation operation, long n, Completion completion) {
        AsyncUserService async = Objects.requireNonNull(futures);
        switch (operation) {
            case EXIST_USER ->
                await(async.existUser(SampleUsers.email(n)), operation, n, completion, (exists, id) -> exists);
            case GET_USER -> await(async.getUser(n), operation, n, completion, JavaClient::isUser);
            case CREATE_USER ->
                await(async.createUser(SampleUsers.user(n)), operation, n, completion, (created, id) -> created);
            case LIST_USER -> await(async.listUser((int) n), operation, n, completion, JavaClient::isPage);
            case ECHO -> await(async.echo(BLOB), operation, n, completion, JavaClient::isBlob);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what the stage gives is the completion's
    private static <T> void await(
            CompletableFuture<T> future, Operation operation, long n, Completion completion, Check<T> check) {
        future.whenComplete((result, error) -> completion.done(
                error != null || check.isRight(result, n) ? error : new WrongResultException(operation, n)));
    }

    private static boolean isUser(User user, long id) {
        return user.id() == id;
    }

    private static boolean isPage(UserPage page, long number) {
        return page.page() == (int) number && page.users().size() == SampleUsers.PAGE_SIZE;
    }

    private static boolean isBlob(byte[] data, long n) {
        return data.length == BLOB.length;
    }

    @Override
    public void close() throws IOException {
        resources.close();
    }
}
