package io.rpcboot.contract;

import io.rpcboot.RpcContract;
import io.rpcboot.RpcMethod;
import io.rpcboot.codec.MarshallerFactory;
import io.rpcboot.contract.ContractDescription.MethodFingerprint;
import io.rpcboot.schema.DescriptorSet;
import io.rpcboot.schema.Fingerprint;
import io.rpcboot.schema.ProtoSchema;
import io.rpcboot.schema.SchemaException;
import io.rpcboot.schema.ServiceShape;
import io.rpcboot.schema.ShapeReader;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads Java interfaces. Each is read once, however often it is asked for; safe for use by many threads. */
public final class ContractReader {

    private static final ClassValue<Reading> READINGS = new ClassValue<>() {
        @Override
        protected Reading computeValue(Class<?> type) {
            return readNow(type);
        }
    };

    private ContractReader() {}

    private record Reading(ServiceContract contract, ServiceShape shape) {}

    /**
     * What the interface says.
     *
     * @throws ContractException if it cannot be a contract
     */
    public static ServiceContract read(Class<?> iface) {
        return READINGS.get(iface).contract;
    }

    /**
     * The protobuf schema of what the interface's methods send and return.
     *
     * @throws ContractException if it cannot be a contract
     */
    public static ProtoSchema schema(Class<?> iface) {
        return ProtoSchema.of(READINGS.get(iface).shape);
    }

    /**
     * What a process that exports the interface tells others of it. Made anew each time.
     *
     * @throws ContractException if it cannot be a contract
     */
    public static ContractDescription describe(Class<?> iface) {
        return new ContractDescription(
                read(iface).fingerprint(),
                methodFingerprints(iface),
                DescriptorSet.write(schema(iface).file()));
    }

    static List<MethodFingerprint> methodFingerprints(Class<?> iface) {
        return READINGS.get(iface).shape.methods().stream()
                .map(method -> new MethodFingerprint(method.name(), Fingerprint.of(method)))
                .toList();
    }

    /**
     * The schemas of several interfaces that are handed over together: a file for each, and one with the types that
     * several of them use, which these import.
     *
     * @return in the order of the interfaces
     * @throws ContractException if one of them cannot be a contract, or they cannot share a file
     */
    public static List<ProtoSchema> schemas(List<Class<?>> ifaces) {
        try {
            return ProtoSchema.ofAll(
                    ifaces.stream().map(iface -> READINGS.get(iface).shape).toList());
        } catch (SchemaException e) {
            throw refused(e);
        }
    }

    private static Reading readNow(Class<?> iface) {
        try {
            if (!iface.isInterface() || iface.isAnnotation()) {
                throw new SchemaException(iface.getName(), "is no interface; a contract is one");
            }
            if (iface.getTypeParameters().length > 0) {
                throw new SchemaException(
                        iface.getName(),
                        "has type parameters; extend it by an interface that says what they stand for");
            }
            String name = serviceName(iface);
            ShapeReader shapes = new ShapeReader();
            MarshallerFactory marshallers = new MarshallerFactory();
            List<ReadMethod> methods = new ArrayList<>();
            for (Method method : remoteMethods(iface).values()) {
                methods.add(new MethodReader(iface, name, method).read(shapes, marshallers));
            }
            ServiceShape shape = new ServiceShape(
                    name, methods.stream().map(ReadMethod::shape).toList());
            if (shapes.usesGenerated()) {
                // Only with them a schema may be refused, and then it is to be at once; others are built if asked for.
                var unused = ProtoSchema.of(shape);
            }
            marshallers.finish();
            List<ContractMethod> contractMethods =
                    methods.stream().map(ReadMethod::contractMethod).toList();
            return new Reading(new ServiceContract(iface, name, contractMethods, Fingerprint.of(shape)), shape);
        } catch (SchemaException e) {
            throw refused(e);
        }
    }

    private static ContractException refused(SchemaException e) {
        ContractException refused = new ContractException(String.valueOf(e.getMessage()));
        refused.initCause(e);
        return refused;
    }

    private static String serviceName(Class<?> iface) {
        RpcContract annotation = iface.getAnnotation(RpcContract.class);
        if (annotation == null || annotation.name().isEmpty()) {
            return iface.getName();
        }
        if (!annotation
                .name()
                .matches("\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*"
                        + "(\\.\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*)*")) {
            throw new SchemaException(
                    iface.getName(),
                    "@RpcContract(name = \"" + annotation.name()
                            + "\") is no dotted Java identifier, as com.acme.Name");
        }
        return annotation.name();
    }

    /** By wire name, which also is the order: that of reflection is none. */
    private static Map<String, Method> remoteMethods(Class<?> iface) {
        Set<String> ofObject = new HashSet<>();
        for (Method method : Object.class.getMethods()) {
            ofObject.add(MethodReader.signature(method));
        }
        Map<String, Method> bySignature = new TreeMap<>();
        for (Method method : iface.getMethods()) {
            if (!Modifier.isStatic(method.getModifiers())
                    && !method.isBridge()
                    && !ofObject.contains(MethodReader.signature(method))) {
                // The same method may come from two super-interfaces; of two return types the narrower counts.
                bySignature.merge(
                        MethodReader.signature(method),
                        method,
                        (one, other) -> one.getReturnType().isAssignableFrom(other.getReturnType())
                                        && one.getReturnType() != other.getReturnType()
                                ? other
                                : one);
            }
        }
        Map<String, Method> byName = new TreeMap<>();
        bySignature.values().stream()
                .filter(method -> !method.isDefault() || method.isAnnotationPresent(RpcMethod.class))
                .sorted(Comparator.comparing(MethodReader::signature))
                .forEach(method -> {
                    Method other = byName.putIfAbsent(MethodReader.wireName(iface, method), method);
                    if (other != null) {
                        throw new SchemaException(
                                MethodReader.path(iface, other),
                                "has the wire name " + MethodReader.wireName(iface, method) + ", as has "
                                        + MethodReader.path(iface, method)
                                        + "; give one of them another by @RpcMethod(name = …)");
                    }
                });
        return byName;
    }
}
