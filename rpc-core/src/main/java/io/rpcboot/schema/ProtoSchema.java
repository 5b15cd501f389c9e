package io.rpcboot.schema;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The protobuf schema of a service, as protobuf's own descriptors. Immutable. */
public final class ProtoSchema {

    /** What the file of shared types is called, in the directory of its package. */
    public static final String SHARED_FILE = "shared.proto";

    private final FileDescriptor file;
    private final List<FileDescriptor> files;

    ProtoSchema(FileDescriptor file, List<FileDescriptor> files) {
        this.file = file;
        this.files = files;
    }

    /** The schema of a service, in one file. */
    public static ProtoSchema of(ServiceShape service) {
        return ofAll(List.of(service)).get(0);
    }

    /**
     * The schemas of several services that are compiled together: each in its file, and what several of them use in one
     * that these import. The names of messages are unique among those of one package.
     */
    public static List<ProtoSchema> ofAll(List<ServiceShape> services) {
        return new SchemaBuilder(services).build();
    }

    /**
     * The schema that a file describes, whoever wrote it.
     *
     * @param file the file, of one service
     * @param imported those files that it imports whose messages were made from Java types too
     * @throws IllegalArgumentException if the file does not hold exactly one service
     */
    public static ProtoSchema of(FileDescriptor file, List<FileDescriptor> imported) {
        if (file.getServices().size() != 1) {
            throw new IllegalArgumentException(
                    file.getName() + " holds " + file.getServices().size() + " services; compare files of one");
        }
        List<FileDescriptor> files = new ArrayList<>(List.of(file));
        files.addAll(imported);
        return new ProtoSchema(file, List.copyOf(files));
    }

    /** The service's file: the service, and the messages and enums that its methods use and no other service does. */
    public FileDescriptor file() {
        return file;
    }

    /** The files that were made from Java types: the service's own, then the one that it shares with others, if any. */
    public List<FileDescriptor> files() {
        return files;
    }

    /** The service's file in protobuf's portable form. */
    public FileDescriptorProto toProto() {
        return file.toProto();
    }

    /** The method's name in the file: the wire name, with everything replaced that protobuf allows in no name. */
    public static String methodName(String wireName) {
        return Names.identifier(wireName);
    }

    /** The service's file as the text of a {@code .proto}. */
    public String toText() {
        return ProtoText.print(file);
    }

    /** The service. */
    public ServiceDescriptor service() {
        return file.getServices().get(0);
    }

    /** The request message of the method with this wire name. */
    public Descriptor request(String method) {
        return method(method).getInputType();
    }

    /** The response message of the method with this wire name. */
    public Descriptor response(String method) {
        return method(method).getOutputType();
    }

    /** The message that error details of the method hold; null if it declares no exception. */
    public @Nullable Descriptor errors(String method) {
        return errors(method(method));
    }

    private MethodDescriptor method(String name) {
        MethodDescriptor method = service().findMethodByName(methodName(name));
        if (method == null) {
            throw new IllegalArgumentException(service().getName() + " has no method " + name);
        }
        return method;
    }

    /** The message that error details of the method hold: by its name, the one in the service's file; null if there is none. */
    public static @Nullable Descriptor errors(MethodDescriptor method) {
        ServiceDescriptor service = method.getService();
        List<String> methods =
                service.getMethods().stream().map(MethodDescriptor::getName).toList();
        for (String name : errorNames(service.getName(), methods, method.getName())) {
            Descriptor errors = method.getFile().findMessageTypeByName(name);
            if (errors != null) {
                return errors;
            }
        }
        return null;
    }

    /** What the message of a method's errors may be called, the first choice first; never as another method's is. */
    static List<String> errorNames(String service, List<String> methods, String method) {
        String name = messageName(methods, method) + "Errors";
        String longer = service + name;
        boolean another = methods.stream().anyMatch(each -> longer.equals(messageName(methods, each) + "Errors"));
        return List.of(name, another ? service + "_" + name : longer);
    }

    /** What the names of a method's messages begin with: its own with a capital, and more if that is another's. */
    static String messageName(List<String> methods, String method) {
        String upper = Names.upperFirst(method);
        return !upper.equals(method) && methods.contains(upper) ? upper + "_" : upper;
    }
}
