package io.rpcboot.contract;

import io.rpcboot.RpcException;
import io.rpcboot.RpcField;
import io.rpcboot.RpcHashKey;
import io.rpcboot.RpcMethod;
import io.rpcboot.RpcParam;
import io.rpcboot.RpcReserved;
import io.rpcboot.codec.MarshallerFactory;
import io.rpcboot.codec.StatusDetails;
import io.rpcboot.core.MethodDescriptor;
import io.rpcboot.schema.FieldNumbers;
import io.rpcboot.schema.FieldShape;
import io.rpcboot.schema.JavaType;
import io.rpcboot.schema.MessageShape;
import io.rpcboot.schema.MethodShape;
import io.rpcboot.schema.SchemaException;
import io.rpcboot.schema.ShapeReader;
import io.rpcboot.schema.TypeShape;
import io.rpcboot.schema.ValueShape;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.TypeVariable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Reads one method of an interface. */
final class MethodReader {

    private static final UnnamedParameters UNNAMED =
            new UnnamedParameters(LoggerFactory.getLogger(ContractReader.class));

    /** Say that something may go wrong, not what: no type for them travels. */
    private static final Set<Class<?>> UNMAPPED =
            Set.of(Throwable.class, Exception.class, RuntimeException.class, Error.class, RpcException.class);

    /** Beside enums, what has the same text or number in all processes. */
    private static final Set<Class<?>> HASHABLE = Set.of(
            String.class,
            UUID.class,
            byte.class,
            Byte.class,
            short.class,
            Short.class,
            int.class,
            Integer.class,
            long.class,
            Long.class,
            char.class,
            Character.class);

    private final Class<?> iface;
    private final String service;
    private final Method method;
    private final String path;
    private final Map<TypeVariable<?>, JavaType> variables;
    private final @Nullable RpcMethod annotation;
    private final @Nullable RpcReserved reserved;

    MethodReader(Class<?> iface, String service, Method method) {
        this.iface = iface;
        this.service = service;
        this.method = method;
        this.path = path(iface, method);
        this.variables = JavaType.of(iface).variablesOf(method.getDeclaringClass(), path);
        this.annotation = method.getAnnotation(RpcMethod.class);
        this.reserved = method.getAnnotation(RpcReserved.class);
    }

    /** {@code name(types)}, by which Java tells methods apart. */
    static String signature(Method method) {
        return method.getName() + Arrays.toString(method.getParameterTypes());
    }

    /** {@code FriendService.search(Filter)}. */
    static String path(Class<?> iface, Method method) {
        return iface.getSimpleName() + "." + method.getName()
                + Stream.of(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    static String wireName(Class<?> iface, Method method) {
        RpcMethod annotation = method.getAnnotation(RpcMethod.class);
        String name = annotation == null || annotation.name().isEmpty() ? method.getName() : annotation.name();
        checkIdentifier(name, "@RpcMethod", path(iface, method));
        return name;
    }

    private static void checkIdentifier(String name, String annotation, String path) {
        if (!name.matches("\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*")) {
            throw new SchemaException(path, annotation + "(name = \"" + name + "\") is no Java identifier");
        }
    }

    ReadMethod read(ShapeReader shapes, MarshallerFactory marshallers) {
        if (method.getTypeParameters().length > 0) {
            throw new SchemaException(path, "a generic method has no protobuf mapping; use concrete types");
        }
        String name = wireName(iface, method);
        String messageName = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        boolean oneway = annotation != null && annotation.oneway();
        if (oneway && (method.getReturnType() != void.class || method.getExceptionTypes().length > 0)) {
            throw new SchemaException(
                    path, "a one-way method hears of nothing; let it return void and declare no exceptions");
        }
        ValueShape request = request(messageName + "Request", shapes);
        ValueShape response = response(messageName + "Response", shapes);
        FieldNumbers exceptionNumbers =
                FieldNumbers.reserving(reserved == null ? new int[0] : reserved.exceptions(), path);
        MessageShape errors =
                shapes.errors(messageName + "Errors", exceptions(exceptionNumbers), exceptionNumbers.reserved(), path);
        MethodDescriptor descriptor = new MethodDescriptor(
                service,
                name,
                MethodDescriptor.Shape.UNARY,
                marshallers.request(request, path),
                marshallers.response(response, path),
                marshallers.errors(errors, path),
                annotation != null && annotation.idempotent(),
                oneway,
                timeout(),
                hashParameter());
        return new ReadMethod(
                new ContractMethod(method, descriptor, parameterNames()),
                new MethodShape(name, request, response, errors, oneway));
    }

    private @Nullable Duration timeout() {
        if (annotation == null || annotation.timeout() == -1) {
            return null;
        }
        if (annotation.timeout() <= 0) {
            throw new SchemaException(
                    path, "@RpcMethod(timeout = " + annotation.timeout() + ") is no time; use milliseconds above 0");
        }
        return Duration.ofMillis(annotation.timeout());
    }

    private int hashParameter() {
        Parameter[] parameters = method.getParameters();
        int found = -1;
        for (int i = 0; i < parameters.length; i++) {
            if (!parameters[i].isAnnotationPresent(RpcHashKey.class)) {
                continue;
            }
            if (found >= 0) {
                throw new SchemaException(path, "two parameters are annotated with @RpcHashKey; leave it at one");
            }
            if (!isHashable(parameters[i].getType())) {
                throw new SchemaException(
                        path + "." + parameterName(parameters[i], i),
                        "@RpcHashKey is for a String, whole number, char, enum or UUID, not for "
                                + parameters[i].getType().getSimpleName());
            }
            found = i;
        }
        return found;
    }

    private static boolean isHashable(Class<?> type) {
        return type.isEnum() || HASHABLE.contains(type);
    }

    private ValueShape request(String messageName, ShapeReader shapes) {
        Parameter[] parameters = method.getParameters();
        List<String> parameterNames = parameterNames();
        FieldNumbers numbers = FieldNumbers.reserving(reserved == null ? new int[0] : reserved.value(), path);
        Set<String> names = new HashSet<>();
        List<FieldShape> fields = new ArrayList<>();
        for (int i = 0; i < parameters.length; i++) {
            String name = parameterNames.get(i);
            // The signature says enough of a sole parameter.
            String label = parameters.length == 1 ? "" : "." + name;
            if (!names.add(name)) {
                throw new SchemaException(path, "two parameters are called " + name + "; rename one");
            }
            JavaType type = JavaType.resolve(parameters[i].getParameterizedType(), variables, path + label);
            refuseStreams(type.raw(), path + label);
            int number = numbers.next(name, i + 1, parameters[i].getAnnotation(RpcField.class), path + label);
            FieldShape field = shapes.parameter(name, label, number, type, path);
            if (parameters.length == 1 && isWhole(field.type())) {
                if (!numbers.reserved().isEmpty()) {
                    throw new SchemaException(
                            path,
                            "@RpcReserved: the parameter is the whole message, so that nothing is numbered here; reserve"
                                    + " the number in its .proto");
                }
                return (ValueShape) field.type();
            }
            fields.add(field);
        }
        return shapes.arguments(messageName, fields, numbers.reserved());
    }

    private static boolean isWhole(TypeShape type) {
        return type instanceof ValueShape value && MarshallerFactory.isWhole(value);
    }

    private List<String> parameterNames() {
        Parameter[] parameters = method.getParameters();
        return IntStream.range(0, parameters.length)
                .mapToObj(i -> parameterName(parameters[i], i))
                .toList();
    }

    private String parameterName(Parameter parameter, int index) {
        RpcParam pinned = parameter.getAnnotation(RpcParam.class);
        if (pinned != null) {
            checkIdentifier(pinned.name(), "@RpcParam", path);
            return pinned.name();
        }
        if (!parameter.isNamePresent()) {
            UNNAMED.warnOnce(iface);
            return "arg" + (index + 1);
        }
        return parameter.getName();
    }

    private ValueShape response(String messageName, ShapeReader shapes) {
        JavaType result = JavaType.resolve(method.getGenericReturnType(), variables, path + ".return");
        refuseStreams(result.raw(), path + ".return");
        if (result.raw() == CompletableFuture.class || result.raw() == CompletionStage.class) {
            result = result.arguments().get(0);
            refuseStreams(result.raw(), path + ".return");
        } else if (Future.class.isAssignableFrom(result.raw())) {
            throw new SchemaException(path + ".return", result + " has no callback; use CompletableFuture");
        }
        if (result.raw() == void.class || result.raw() == Void.class) {
            return shapes.result(messageName, null, path);
        }
        MessageShape response = shapes.result(messageName, result, path);
        TypeShape type = response.fields().get(0).type();
        return isWhole(type) ? (ValueShape) type : response;
    }

    private static void refuseStreams(Class<?> type, String path) {
        if (Flow.Publisher.class.isAssignableFrom(type)
                || BaseStream.class.isAssignableFrom(type)
                || isReactive(type)) {
            throw new SchemaException(path, type.getName() + ": streaming is not supported; use java.util.List");
        }
    }

    /** By name: the library need not be there. */
    private static boolean isReactive(@Nullable Class<?> type) {
        return type != null
                && (type.getName().equals("org.reactivestreams.Publisher")
                        || isReactive(type.getSuperclass())
                        || Stream.of(type.getInterfaces()).anyMatch(MethodReader::isReactive));
    }

    /** By number: the position in the throws clause, unless the exception's class pins another. */
    private Map<Integer, Class<?>> exceptions(FieldNumbers numbers) {
        Map<Integer, Class<?>> exceptions = new LinkedHashMap<>();
        Class<?>[] declared = method.getExceptionTypes();
        for (int i = 0; i < declared.length; i++) {
            Class<?> type = declared[i];
            if (UNMAPPED.contains(type)) {
                continue;
            }
            String label = path + ".throws(" + type.getSimpleName() + ")";
            if (RpcException.class.isAssignableFrom(type)) {
                throw new SchemaException(
                        label, type.getName() + " travels as a status, without its type; extend Exception instead");
            }
            int number = numbers.next(type.getSimpleName(), i + 1, type.getAnnotation(RpcField.class), label);
            if (StatusDetails.isReserved(number)) {
                throw new SchemaException(
                        label,
                        "has number " + number + ", which belongs to the framework; use one outside 15000 to 15999");
            }
            exceptions.put(number, type);
        }
        return exceptions;
    }
}
