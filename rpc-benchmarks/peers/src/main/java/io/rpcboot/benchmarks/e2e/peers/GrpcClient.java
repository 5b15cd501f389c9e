package io.rpcboot.benchmarks.e2e.peers;

import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.rpcboot.benchmarks.e2e.Operation;
import io.rpcboot.benchmarks.e2e.ProtoClient;

/** Calls as generated stubs do. */
final class GrpcClient extends ProtoClient {

    private final ManagedChannel channel;

    GrpcClient(ManagedChannel channel) {
        this.channel = channel;
    }

    @Override
    protected MessageLite exchange(Operation operation, MessageLite request) {
        return ClientCalls.blockingUnaryCall(
                channel, GrpcMethods.descriptor(operation), CallOptions.DEFAULT, (Message) request);
    }

    @Override
    protected void exchange(Operation operation, MessageLite request, Reply reply) {
        ClientCalls.asyncUnaryCall(
                channel.newCall(GrpcMethods.descriptor(operation), CallOptions.DEFAULT),
                (Message) request,
                new StreamObserver<>() {
                    @Override
                    public void onNext(Message response) {
                        reply.onMessage(response);
                    }

                    @Override
                    public void onError(Throwable error) {
                        reply.onError(error);
                    }

                    @Override
                    public void onCompleted() {}
                });
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
