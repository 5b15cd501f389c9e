package io.rpcboot.benchmarks.e2e.peers;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import io.rpcboot.benchmarks.e2e.Operation;
import io.rpcboot.benchmarks.e2e.proto.Blob;
import io.rpcboot.benchmarks.e2e.proto.CreateUserResponse;
import io.rpcboot.benchmarks.e2e.proto.ExistUserRequest;
import io.rpcboot.benchmarks.e2e.proto.ExistUserResponse;
import io.rpcboot.benchmarks.e2e.proto.GetUserRequest;
import io.rpcboot.benchmarks.e2e.proto.ListUserRequest;
import io.rpcboot.benchmarks.e2e.proto.User;
import io.rpcboot.benchmarks.e2e.proto.UserPage;
import io.rpcboot.benchmarks.e2e.workload.ProtoUsers;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** What protoc's plug-in would generate: descriptors, and a service that calls methods. */
final class GrpcMethods {

    private static final String SERVICE = "io.rpcboot.benchmarks.UserService";

    private static final Map<Operation, MethodDescriptor<Message, Message>> DESCRIPTORS =
            new EnumMap<>(Operation.class);

    static {
        add(Operation.EXIST_USER, ExistUserRequest.getDefaultInstance(), ExistUserResponse.getDefaultInstance());
        add(Operation.GET_USER, GetUserRequest.getDefaultInstance(), User.getDefaultInstance());
        add(Operation.CREATE_USER, User.getDefaultInstance(), CreateUserResponse.getDefaultInstance());
        add(Operation.LIST_USER, ListUserRequest.getDefaultInstance(), UserPage.getDefaultInstance());
        add(Operation.ECHO, Blob.getDefaultInstance(), Blob.getDefaultInstance());
    }

    private GrpcMethods() {}

    private static void add(Operation operation, Message request, Message response) {
        DESCRIPTORS.put(
                operation,
                MethodDescriptor.<Message, Message>newBuilder()
                        .setType(MethodDescriptor.MethodType.UNARY)
                        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, operation.method()))
                        .setSampledToLocalTracing(true)
                        .setRequestMarshaller(ProtoUtils.marshaller(request))
                        .setResponseMarshaller(ProtoUtils.marshaller(response))
                        .build());
    }

    static MethodDescriptor<Message, Message> descriptor(Operation operation) {
        return Objects.requireNonNull(DESCRIPTORS.get(operation));
    }

    static ServerServiceDefinition service() {
        ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(SERVICE);
        add(service, Operation.EXIST_USER, request -> ProtoUsers.existUser((ExistUserRequest) request));
        add(service, Operation.GET_USER, request -> ProtoUsers.getUser((GetUserRequest) request));
        add(service, Operation.CREATE_USER, request -> ProtoUsers.createUser((User) request));
        add(service, Operation.LIST_USER, request -> ProtoUsers.listUser((ListUserRequest) request));
        add(service, Operation.ECHO, request -> ProtoUsers.echo((Blob) request));
        return service.build();
    }

    private static void add(
            ServerServiceDefinition.Builder service, Operation operation, UnaryOperator<Message> method) {
        service.addMethod(descriptor(operation), ServerCalls.asyncUnaryCall((request, observer) -> {
            observer.onNext(method.apply(request));
            observer.onCompleted();
        }));
    }
}
