package io.rpcboot.benchmarks.e2e.peers;

import com.google.protobuf.MessageLite;
import io.rpcboot.benchmarks.e2e.Operation;
import io.rpcboot.benchmarks.e2e.ProtoClient;
import io.rpcboot.benchmarks.e2e.proto.Blob;
import io.rpcboot.benchmarks.e2e.proto.ExistUserRequest;
import io.rpcboot.benchmarks.e2e.proto.GetUserRequest;
import io.rpcboot.benchmarks.e2e.proto.ListUserRequest;
import io.rpcboot.benchmarks.e2e.proto.User;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Calls through Dubbo's proxies. */
final class TripleClient extends ProtoClient {

    private final ProtoUserService service;
    private final ProtoAsyncUserService async;
    private final Closeable resources;

    TripleClient(ProtoUserService service, ProtoAsyncUserService async, Closeable resources) {
        this.service = service;
        this.async = async;
        this.resources = resources;
    }

    @Override
    protected MessageLite exchange(Operation operation, MessageLite request) {
        return switch (operation) {
            case EXIST_USER -> service.existUser((ExistUserRequest) request);
            case GET_USER -> service.getUser((GetUserRequest) request);
            case CREATE_USER -> service.createUser((User) request);
            case LIST_USER -> service.listUser((ListUserRequest) request);
            case ECHO -> service.echo((Blob) request);
        };
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // what the stage gives is the reply's
    protected void exchange(Operation operation, MessageLite request, Reply reply) {
        CompletableFuture<? extends MessageLite> response = switch (operation) {
            case EXIST_USER -> async.existUser((ExistUserRequest) request);
            case GET_USER -> async.getUser((GetUserRequest) request);
            case CREATE_USER -> async.createUser((User) request);
            case LIST_USER -> async.listUser((ListUserRequest) request);
            case ECHO -> async.echo((Blob) request);
        };
        response.whenComplete(reply::onEnd);
    }

    @Override
    public void close() throws IOException {
        resources.close();
    }
}
