package io.rpcboot.testing;

import io.rpcboot.RpcMethod;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A service with a method of each kind. */
public interface Chat {

    record User(long id, String name, List<String> roles) {}

    final class NoSuchUserException extends Exception {
        private final long id;

        public NoSuchUserException(String message, long id) {
            super(message);
            this.id = id;
        }

        public long getId() {
            return id;
        }
    }

    @RpcMethod(idempotent = true)
    User find(long id) throws NoSuchUserException;

    String post(String text);

    CompletableFuture<String> postLater(String text);

    @RpcMethod(oneway = true)
    void tell(String text);

    default String shout(String text) {
        return post(text.toUpperCase(java.util.Locale.ROOT));
    }
}
