package io.rpcboot.bootstrap;

import com.google.protobuf.Descriptors.FileDescriptor;
import io.rpcboot.RpcException;
import io.rpcboot.client.Reference;
import io.rpcboot.client.RpcClient;
import io.rpcboot.contract.ContractReflection;
import io.rpcboot.schema.DescriptorSet;
import io.rpcboot.schema.ProtoText;
import io.rpcboot.transport.netty.NettyClientTransport;
import io.rpcboot.transport.netty.TransportTimer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Prints the {@code .proto} file of a service as a running instance tells it: a program for the command line that needs
 * none of the service's classes.
 */
public final class FetchProto {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private static final String USAGE = """
            Usage: java -cp <rpc-core and its libraries> io.rpcboot.bootstrap.FetchProto [-d <directory>] <service>

            Prints the protobuf schema of a service as a running instance tells it, without any class of the service.
            The service is given as [rpc://]host:port/name[?group=<group>&version=<version>].

              -d <directory>  write the files below this directory, by package, and print their names
              -h, --help      print this text

            A server's token is taken from the environment variable RPC_TOKEN. A server that speaks TLS cannot be asked.

            Example: … io.rpcboot.bootstrap.FetchProto -d proto 10.0.0.7:20880/com.acme.FriendService

            Ends with 0, with 1 if the schema could not be had, with 2 if it was called otherwise than this.
            """;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Pattern SERVICE =
            Pattern.compile("(?:rpc://)?([^/?]+)/([^/?]+)(?:\\?(?:group=([^&]*)&?)?(?:version=([^&]*))?)?");

    private final PrintStream out;
    private final PrintStream err;
    private final String token;

    FetchProto(PrintStream out, PrintStream err, String token) {
        this.out = out;
        this.err = err;
        this.token = token;
    }

    /** See the usage that {@code --help} prints. */
    public static void main(String[] args) {
        String token = System.getenv("RPC_TOKEN");
        System.exit(new FetchProto(System.out, System.err, token == null ? "" : token).run(List.of(args)));
    }

    int run(List<String> arguments) {
        if (arguments.contains("-h") || arguments.contains("--help")) {
            out.print(USAGE);
            return OK;
        }
        boolean toDirectory = arguments.size() == 3 && arguments.get(0).equals("-d");
        Matcher service = SERVICE.matcher(arguments.isEmpty() ? "" : arguments.get(arguments.size() - 1));
        if (!toDirectory && arguments.size() != 1 || !service.matches()) {
            err.println("Which service?");
            err.println();
            err.print(USAGE);
            return MISUSED;
        }
        try {
            FileDescriptor file = fetch(
                    service.group(1),
                    service.group(2),
                    Objects.requireNonNullElse(service.group(3), ""),
                    Objects.requireNonNullElse(service.group(4), ""));
            export(file, toDirectory ? Path.of(arguments.get(1)) : null);
            return OK;
        } catch (RpcException | IllegalArgumentException e) { // the latter of an address, or of what was answered
            err.println(printable(String.valueOf(e.getMessage())));
        } catch (IOException e) {
            err.println("Could not be written: " + e);
        }
        return FAILED;
    }

    private FileDescriptor fetch(String address, String service, String group, String version) {
        try (NettyClientTransport transport =
                        NettyClientTransport.builder().token(token).build();
                RpcClient client = RpcClient.builder()
                        .transport(transport)
                        .timer(TransportTimer.named("rpc-fetch"))
                        .timeout(TIMEOUT)
                        .build()) {
            ContractReflection contracts =
                    client.refer(Reference.to(ContractReflection.class).url(address));
            return DescriptorSet.read(
                    contracts.describe(service, group, version).descriptor());
        }
    }

    private void export(FileDescriptor service, @Nullable Path directory) throws IOException {
        Set<FileDescriptor> files = new LinkedHashSet<>();
        collect(service, files);
        for (FileDescriptor file : files) {
            String text;
            try {
                text = printable(ProtoText.print(file));
            } catch (IllegalArgumentException e) {
                if (file == service) {
                    throw e;
                }
                err.println("Imported, but not to be printed from here: "
                        + printable(file.getName() + ": " + e.getMessage()));
                continue;
            }
            if (directory == null) {
                out.print((files.size() > 1 ? "// ---- " + printable(file.getName()) + "\n" : "") + text);
            } else {
                out.println(write(file.getName(), text, directory));
            }
        }
    }

    /** The file and those that it imports, without those that come with protobuf. */
    private static void collect(FileDescriptor file, Set<FileDescriptor> files) {
        if (!file.getName().startsWith("google/protobuf/") && files.add(file)) {
            file.getDependencies().forEach(each -> collect(each, files));
        }
    }

    /** The name is another process's word: it must not lead anywhere else. */
    private static Path write(String name, String text, Path directory) throws IOException {
        Path root = directory.toAbsolutePath().normalize();
        Path path = root.resolve(name).normalize();
        if (!path.startsWith(root) || path.equals(root)) {
            throw new IllegalArgumentException(
                    "the server calls its file \"" + name + "\", which is not below " + root);
        }
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        return path;
    }

    /** Without what a terminal would take for a command. */
    private static String printable(String text) {
        return text.replaceAll("[\\p{Cc}&&[^\n]]", " ");
    }
}
