package io.rpcboot.schema;

import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns the shapes of services into files: finds out which types several of them use, gives every message its name, and
 * has the files built, the shared one first.
 */
final class SchemaBuilder {

    private final List<ServiceShape> services;
    private final String sharedPackage;

    /** The services that use a type, and the foreign files that they import, in order of use. */
    private final Map<Object, Set<ServiceShape>> users = new LinkedHashMap<>();

    private final Map<Object, ValueShape> types = new HashMap<>();
    private final Set<FileDescriptor> foreign = new LinkedHashSet<>();

    private final Map<Object, String> names = new HashMap<>();
    private final Map<String, Set<String>> taken = new HashMap<>();

    SchemaBuilder(List<ServiceShape> services) {
        this.services = services;
        this.sharedPackage = services.stream()
                .map(SchemaBuilder::packageOf)
                .reduce(SchemaBuilder::common)
                .orElse("");
    }

    List<ProtoSchema> build() {
        for (ServiceShape service : services) {
            for (MethodShape method : service.methods()) {
                collect(method.request(), service);
                collect(method.response(), service);
                collect(method.errors(), service);
            }
        }
        nameAll();

        FileDescriptor shared = null;
        if (users.keySet().stream().anyMatch(this::isShared)) {
            SchemaFile file = new SchemaFile(sharedFileName(), sharedPackage, this, null);
            file.comment("Types that several Java contracts share.");
            users.keySet().stream().filter(this::isShared).forEach(type -> file.add(types.get(type)));
            shared = file.build(sharedFileName());
        }
        List<ProtoSchema> schemas = new ArrayList<>();
        for (ServiceShape service : services) {
            SchemaFile file =
                    new SchemaFile(service.name().replace('.', '/') + ".proto", packageOf(service), this, shared);
            file.comment("Exported from the Java contract " + service.name() + ".");
            file.add(service, simpleName(service));
            FileDescriptor built = file.build(service.name());
            schemas.add(new ProtoSchema(
                    built,
                    shared != null && built.getDependencies().contains(shared)
                            ? List.of(built, shared)
                            : List.of(built)));
        }
        return List.copyOf(schemas);
    }

    private String sharedFileName() {
        return (sharedPackage.isEmpty() ? "" : sharedPackage.replace('.', '/') + "/") + ProtoSchema.SHARED_FILE;
    }

    static String simpleName(ServiceShape service) {
        return Names.identifier(service.name().substring(service.name().lastIndexOf('.') + 1));
    }

    private static String packageOf(ServiceShape service) {
        return Names.dotted(
                service.name().substring(0, Math.max(0, service.name().lastIndexOf('.'))));
    }

    private static String common(String one, String other) {
        String common = one;
        while (!common.isEmpty() && !(other + ".").startsWith(common + ".")) {
            common = common.substring(0, Math.max(0, common.lastIndexOf('.')));
        }
        return common;
    }

    /** What tells a type from others, in all services: its Java type, or itself if it belongs to one method. */
    private static Object key(ValueShape shape) {
        if (shape instanceof EnumShape enumeration) {
            return enumeration.javaType();
        }
        MessageShape message = (MessageShape) shape;
        JavaType type = message.type();
        return type == null || type.raw() == Throwable.class ? message : type;
    }

    private static boolean belongsToMethod(Object key) {
        return key instanceof MessageShape;
    }

    private void collect(TypeShape shape, ServiceShape service) {
        if (shape instanceof RepeatedShape repeated) {
            collect(repeated.element(), service);
        } else if (shape instanceof MapShape map) {
            collect(map.key(), service);
            collect(map.value(), service);
        } else if (shape instanceof OptionalShape optional) {
            collect(optional.value(), service);
        } else if (shape instanceof ForeignShape message) {
            foreign.add(message.descriptor().getFile());
        } else if (shape instanceof EnumShape || shape instanceof MessageShape) {
            Object key = key((ValueShape) shape);
            types.putIfAbsent(key, (ValueShape) shape);
            if (users.computeIfAbsent(key, any -> new LinkedHashSet<>()).add(service)
                    && shape instanceof MessageShape message) {
                message.fields().forEach(field -> collect(field.type(), service));
            }
        }
    }

    boolean isShared(Object key) {
        return users.getOrDefault(key, Set.of()).size() > 1;
    }

    /** Whether a message or enum stands in the shared file. */
    boolean isShared(ValueShape shape) {
        return isShared(key(shape));
    }

    /** The full name of a message or enum, with a dot ahead. */
    String name(ValueShape shape) {
        String name = names.get(key(shape));
        if (name == null) {
            throw new IllegalStateException(shape + " has no name");
        }
        return name;
    }

    /**
     * Java's types have the first choice, after what is found by its name: services and errors. Also where a method has
     * no errors no type may be called so, as it would be taken for them.
     */
    private void nameAll() {
        foreign.forEach(this::takeNamesOf);
        for (ServiceShape service : services) {
            taken(packageOf(service)).add(simpleName(service));
        }
        nameErrors();
        users.forEach((key, by) -> {
            if (!belongsToMethod(key)) {
                nameType(
                        key,
                        isShared(key) ? sharedPackage : packageOf(by.iterator().next()));
            }
        });
        for (ServiceShape service : services) {
            for (MethodShape method : service.methods()) {
                if (method.request() instanceof MessageShape request) {
                    nameMessage(service, method, request, "Request");
                }
                if (method.response() instanceof MessageShape response) {
                    nameMessage(service, method, response, "Response");
                }
            }
        }
    }

    /** Whether a method's errors are a message: not if it never declared an exception. */
    static boolean isNeeded(MessageShape errors) {
        return !errors.fields().isEmpty() || !errors.reserved().isEmpty();
    }

    private Set<String> taken(String packageName) {
        return taken.computeIfAbsent(packageName, any -> new HashSet<>());
    }

    private void takeNamesOf(FileDescriptor file) {
        Set<String> names = taken(file.getPackage());
        file.getMessageTypes().forEach(type -> names.add(type.getName()));
        file.getServices().forEach(service -> names.add(service.getName()));
        file.getEnumTypes().forEach(type -> {
            names.add(type.getName());
            type.getValues().forEach(value -> names.add(value.getName()));
        });
        file.getDependencies().forEach(this::takeNamesOf);
    }

    private static List<String> methodNames(ServiceShape service) {
        return service.methods().stream()
                .map(each -> Names.identifier(each.name()))
                .toList();
    }

    private void nameErrors() {
        List<String> unused = new ArrayList<>();
        for (ServiceShape service : services) {
            String packageName = packageOf(service);
            for (MethodShape method : service.methods()) {
                List<String> wishes = ProtoSchema.errorNames(
                        simpleName(service), methodNames(service), Names.identifier(method.name()));
                if (isNeeded(method.errors())) {
                    names.put(method.errors(), absolute(packageName, firstFree(packageName, wishes, null)));
                } else {
                    wishes.forEach(wish -> unused.add(packageName + "." + wish));
                }
            }
        }
        unused.forEach(
                name -> taken(name.substring(0, name.lastIndexOf('.'))).add(name.substring(name.lastIndexOf('.') + 1)));
    }

    private void nameMessage(ServiceShape service, MethodShape method, MessageShape message, String suffix) {
        String name = ProtoSchema.messageName(methodNames(service), Names.identifier(method.name())) + suffix;
        String packageName = packageOf(service);
        String free = firstFree(packageName, List.of(name, simpleName(service) + Names.upperFirst(name)), null);
        names.put(message, absolute(packageName, free));
    }

    private void nameType(Object key, String packageName) {
        Class<?> raw = key instanceof JavaType type ? type.raw() : (Class<?>) key;
        String simple = key instanceof JavaType type ? type.messageName() : Names.upperFirst(raw.getSimpleName());
        List<String> wishes = new ArrayList<>(List.of(Names.identifier(simple)));
        Class<?> outer = raw.getEnclosingClass();
        if (outer != null) {
            wishes.add(Names.identifier(Names.upperFirst(outer.getSimpleName()) + simple));
        }
        names.put(
                key,
                absolute(
                        packageName, firstFree(packageName, wishes, types.get(key) instanceof EnumShape e ? e : null)));
    }

    /** The first of the wishes that nothing has, or the first of them with a number behind it. */
    private String firstFree(String packageName, List<String> wishes, @Nullable EnumShape enumeration) {
        for (String wish : wishes) {
            if (claim(packageName, wish, enumeration)) {
                return wish;
            }
        }
        int suffix = 2;
        while (!claim(packageName, wishes.get(0) + suffix, enumeration)) {
            suffix++;
        }
        return wishes.get(0) + suffix;
    }

    /** An enum's values lie beside the enum, so that it takes their names too. */
    private boolean claim(String packageName, String name, @Nullable EnumShape enumeration) {
        Set<String> wanted = new HashSet<>(Set.of(name));
        if (enumeration != null) {
            wanted.addAll(SchemaFile.valueNames(name, enumeration));
        }
        Set<String> existing = taken(packageName);
        return wanted.stream().noneMatch(existing::contains) && existing.addAll(wanted);
    }

    private static String absolute(String packageName, String name) {
        return packageName.isEmpty() ? "." + name : "." + packageName + "." + name;
    }
}
