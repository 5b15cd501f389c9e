package io.rpcboot.benchmarks.e2e;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.rpcboot.benchmarks.e2e.proto.Blob;
import io.rpcboot.benchmarks.e2e.proto.CreateUserResponse;
import io.rpcboot.benchmarks.e2e.proto.ExistUserRequest;
import io.rpcboot.benchmarks.e2e.proto.ExistUserResponse;
import io.rpcboot.benchmarks.e2e.proto.GetUserRequest;
import io.rpcboot.benchmarks.e2e.proto.ListUserRequest;
import io.rpcboot.benchmarks.e2e.proto.User;
import io.rpcboot.benchmarks.e2e.proto.UserPage;
import io.rpcboot.benchmarks.e2e.workload.ProtoUsers;
import io.rpcboot.benchmarks.e2e.workload.SampleUsers;
import org.jspecify.annotations.Nullable;

/** A client for those who send protoc's messages. */
public abstract class ProtoClient implements Client {

    private static final ByteString BLOB = ByteString.copyFrom(new byte[SampleUsers.BLOB_SIZE]);

    @Override
    public final void call(Operation operation, long n) throws Exception {
        WrongResultException.unless(isRight(operation, n, exchange(operation, request(operation, n))), operation, n);
    }

    @Override
    public final void start(Operation operation, long n, Completion completion) {
        exchange(operation, request(operation, n), new Reply(operation, n, completion));
    }

    /** Sends a request and waits for the response. */
    protected abstract MessageLite exchange(Operation operation, MessageLite request) throws Exception;

    /** Sends a request; the response, or an error, goes to the reply. */
    protected abstract void exchange(Operation operation, MessageLite request, Reply reply);

    private static MessageLite request(Operation operation, long n) {
        return switch (operation) {
            case EXIST_USER ->
                ExistUserRequest.newBuilder().setEmail(SampleUsers.email(n)).build();
            case GET_USER -> GetUserRequest.newBuilder().setId(n).build();
            case CREATE_USER -> ProtoUsers.user(n);
            case LIST_USER -> ListUserRequest.newBuilder().setPage((int) n).build();
            case ECHO -> Blob.newBuilder().setData(BLOB).build();
        };
    }

    private static boolean isRight(Operation operation, long n, MessageLite response) {
        return switch (operation) {
            case EXIST_USER -> ((ExistUserResponse) response).getExists();
            case GET_USER -> ((User) response).getId() == n;
            case CREATE_USER -> ((CreateUserResponse) response).getCreated();
            case LIST_USER ->
                ((UserPage) response).getPage() == (int) n
                        && ((UserPage) response).getUsersCount() == SampleUsers.PAGE_SIZE;
            case ECHO -> ((Blob) response).getData().size() == BLOB.size();
        };
    }

    /** Takes the end of an exchange. */
    public static final class Reply {

        private final Operation operation;
        private final long n;
        private final Completion completion;

        private Reply(Operation operation, long n, Completion completion) {
            this.operation = operation;
            this.n = n;
            this.completion = completion;
        }

        /** A response has come. */
        public void onMessage(MessageLite response) {
            completion.done(isRight(operation, n, response) ? null : new WrongResultException(operation, n));
        }

        /** There will be none. */
        public void onError(Throwable error) {
            completion.done(error);
        }

        /** One of both, as a future tells it. */
        public void onEnd(@Nullable MessageLite response, @Nullable Throwable error) {
            if (response == null || error != null) {
                onError(error != null ? error : new IllegalStateException("no response"));
            } else {
                onMessage(response);
            }
        }
    }
}
