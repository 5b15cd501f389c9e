package io.rpcboot.demo.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.rpcboot.contract.ContractMethod;
import io.rpcboot.contract.ContractReader;
import io.rpcboot.demo.api.diagnostics.ServerDiagnosticsOuterClass;
import java.lang.reflect.Method;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The classes that protoc generates from the exported files against our marshallers: every request, response and error
 * of the demo, both ways.
 */
class GeneratedClassesTest {

    private static final Map<Class<?>, FileDescriptor> FILES = Map.of(
            UserService.class, UserServiceOuterClass.getDescriptor(),
            FriendService.class, FriendServiceOuterClass.getDescriptor(),
            GroupService.class, GroupServiceOuterClass.getDescriptor(),
            MessageService.class, MessageServiceOuterClass.getDescriptor(),
            AdminService.class, AdminServiceOuterClass.getDescriptor(),
            TicketService.class, TicketServiceOuterClass.getDescriptor(),
            io.rpcboot.demo.api.diagnostics.ServerDiagnostics.class, ServerDiagnosticsOuterClass.getDescriptor());

    static Stream<Arguments> methods() {
        return FILES.keySet().stream()
                .flatMap(service -> ContractReader.read(service).methods().stream())
                .flatMap(method -> Stream.of(true, false)
                        .map(empty -> Arguments.of(method.descriptor().fullName(), empty, method)));
    }

    @ParameterizedTest(name = "{0}, empty: {1}")
    @MethodSource("methods")
    void requestsAndResponsesAreTheSameOnBothSides(String name, boolean empty, ContractMethod method)
            throws InvalidProtocolBufferException {
        Samples samples = new Samples(empty);
        var descriptor = serviceMethod(method);
        Object[] arguments = Stream.of(method.javaMethod().getGenericParameterTypes())
                .map(samples::of)
                .toArray();
        Map<String, Object> byName = new HashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            byName.put(method.javaMethod().getParameters()[i].getName(), arguments[i]);
        }
        Message request = filled(builder(descriptor.getInputType()), byName);
        byte[] ours = method.descriptor().request().encode(arguments);
        assertThat(parsed(request, ours)).isEqualTo(request);
        byte[] theirs = request.toByteArray();
        assertThat((Object[]) method.descriptor().request().decode(theirs, 0, theirs.length))
                .isEqualTo(arguments);

        Object result = samples.of(method.javaMethod().getGenericReturnType());
        Map<String, Object> results = new HashMap<>();
        results.put("result", result);
        Message response = filled(builder(descriptor.getOutputType()), results);
        ours = method.descriptor().response().encode(result);
        assertThat(parsed(response, ours)).isEqualTo(response);
        theirs = response.toByteArray();
        assertThat(method.descriptor().response().decode(theirs, 0, theirs.length))
                .isEqualTo(result);
    }

    static Stream<Arguments> exceptions() {
        return FILES.keySet().stream()
                .flatMap(service -> ContractReader.read(service).methods().stream())
                .flatMap(method -> Stream.of(method.javaMethod().getExceptionTypes())
                        .map(type -> Arguments.of(method.descriptor().fullName(), type, method)));
    }

    @ParameterizedTest(name = "{0} throws {1}")
    @MethodSource("exceptions")
    void exceptionsAreTheSameOnBothSides(String name, Class<?> type, ContractMethod method)
            throws InvalidProtocolBufferException {
        Throwable thrown = (Throwable) new Samples(false).of(type);
        FileDescriptor file = serviceMethod(method).getFile();
        Message errors = filled(
                builder(file.findMessageTypeByName(ContractReader.schemas(List.copyOf(FILES.keySet())).stream()
                        .filter(schema -> schema.file().getName().equals(file.getName()))
                        .findFirst()
                        .orElseThrow()
                        .errors(method.descriptor().name())
                        .getName())),
                Map.of(type.getSimpleName(), thrown));
        byte[] ours = method.descriptor().errors().encode(thrown);
        assertThat(parsed(errors, ours)).isEqualTo(errors);
        Throwable rebuilt = method.descriptor().errors().decode(errors.toByteArray());
        assertThat(rebuilt).isExactlyInstanceOf(type);
        assertThat(filled(errors.newBuilderForType(), Map.of(type.getSimpleName(), rebuilt)))
                .isEqualTo(errors);
    }

    private static com.google.protobuf.Descriptors.MethodDescriptor serviceMethod(ContractMethod method) {
        return FILES.get(serviceOf(method))
                .getServices()
                .get(0)
                .findMethodByName(method.descriptor().name());
    }

    private static Class<?> serviceOf(ContractMethod method) {
        return FILES.keySet().stream()
                .filter(service -> service.getName().equals(method.descriptor().service()))
                .findFirst()
                .orElseThrow();
    }

    private static Message parsed(Message like, byte[] bytes) throws InvalidProtocolBufferException {
        return like.getParserForType().parseFrom(bytes);
    }

    /** Of the class that protoc generated. */
    private static Message.Builder builder(com.google.protobuf.Descriptors.Descriptor type) {
        String file = type.getFile().getName();
        String simple = file.substring(file.lastIndexOf('/') + 1, file.length() - ".proto".length());
        String outer = simple.equals("shared") ? "Shared" : simple + "OuterClass";
        try {
            Class<?> generated = Class.forName(type.getFile().getPackage() + "." + outer + "$" + type.getName());
            return (Message.Builder) generated.getMethod("newBuilder").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** Fills a message from values by their Java names; says without our codecs what a Java value is in protobuf. */
    private static Message filled(Message.Builder message, Map<String, Object> values) {
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            Object value = values.get(field.getJsonName());
            if (value instanceof Optional<?> optional) {
                value = optional.orElse(null);
            } else if (value instanceof OptionalLong optional) {
                value = optional.isPresent() ? (Object) optional.getAsLong() : null;
            }
            if (value instanceof Map<?, ?> map) {
                map.forEach((k, v) -> message.addRepeatedField(
                        field, filled(message.newBuilderForField(field), Map.of("key", k, "value", v))));
            } else if (value instanceof List<?> list) {
                list.forEach(each -> message.addRepeatedField(field, single(message, field, each)));
            } else if (value != null) {
                message.setField(field, single(message, field, value));
            }
        }
        return message.build();
    }

    private static Object single(Message.Builder message, FieldDescriptor field, Object value) {
        if (value instanceof Instant instant) {
            return Timestamp.newBuilder()
                    .setSeconds(instant.getEpochSecond())
                    .setNanos(instant.getNano())
                    .build();
        }
        return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                ? filled(message.newBuilderForField(field), state(value))
                : value;
    }

    /** What its accessors give: {@code x()} of a record, {@code getX()} of an exception. */
    private static Map<String, Object> state(Object value) {
        List<Method> accessors = new ArrayList<>();
        if (value instanceof Record) {
            Stream.of(value.getClass().getRecordComponents()).forEach(each -> accessors.add(each.getAccessor()));
        } else {
            Stream.of(value.getClass().getMethods())
                    .filter(each -> each.getName().startsWith("get") && each.getParameterCount() == 0)
                    .forEach(accessors::add);
        }
        Map<String, Object> state = new HashMap<>();
        for (Method accessor : accessors) {
            String name = accessor.getName();
            String property = value instanceof Record
                    ? name
                    : name.substring(3, 4).toLowerCase(java.util.Locale.ROOT) + name.substring(4);
            try {
                state.put(property, accessor.invoke(value));
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
        return state;
    }
}
