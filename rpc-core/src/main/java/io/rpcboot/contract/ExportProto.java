package io.rpcboot.contract;

import com.google.protobuf.Descriptors.FileDescriptor;
import io.rpcboot.schema.ProtoSchema;
import io.rpcboot.schema.ProtoText;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Prints the {@code .proto} files of Java interfaces: a program for the command line. */
public final class ExportProto {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private static final String USAGE = """
            Usage: java -cp <classes and libraries> io.rpcboot.contract.ExportProto [-d <directory>] <interface>...

            Prints the protobuf schema of Java interfaces as .proto files, one for each interface. What several of them
            use stands in a file of its own, shared.proto, which these import.

              -d <directory>  write the files below this directory, by package, and print their names
              -h, --help      print this text

            Example: … io.rpcboot.contract.ExportProto -d proto com.acme.FriendService com.acme.UserService

            Ends with 0, with 1 if a file could not be made, with 2 if it was called otherwise than this.
            """;

    private final PrintStream out;
    private final PrintStream err;

    ExportProto(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** See the usage that {@code --help} prints. */
    public static void main(String[] args) {
        System.exit(new ExportProto(System.out, System.err).run(List.of(args)));
    }

    int run(List<String> arguments) {
        if (arguments.contains("-h") || arguments.contains("--help")) {
            out.print(USAGE);
            return OK;
        }
        Path directory = null;
        List<String> names = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("-d") && i + 1 < arguments.size() && directory == null) {
                directory = Path.of(arguments.get(++i));
            } else if (argument.startsWith("-")) {
                err.println(
                        argument.equals("-d")
                                ? "-d needs one directory behind it."
                                : "The option " + argument + " is not known.");
                return misused();
            } else {
                names.add(argument);
            }
        }
        if (names.isEmpty()) {
            err.println("Which interface?");
            return misused();
        }
        return export(names, directory);
    }

    private int misused() {
        err.println();
        err.print(USAGE);
        return MISUSED;
    }

    private int export(List<String> names, @Nullable Path directory) {
        try {
            Set<Class<?>> contracts = new LinkedHashSet<>();
            for (String name : names) {
                contracts.add(Class.forName(name, false, Thread.currentThread().getContextClassLoader()));
            }
            Set<FileDescriptor> files = new LinkedHashSet<>();
            for (ProtoSchema schema : ContractReader.schemas(List.copyOf(contracts))) {
                files.addAll(schema.files());
            }
            for (FileDescriptor file : files) {
                if (directory == null) {
                    print(file, files.size() > 1);
                } else {
                    write(file, directory);
                }
            }
            tellForeignImports(files);
            return OK;
        } catch (ClassNotFoundException e) {
            err.println("There is no class " + e.getMessage()
                    + " on the class path; a nested interface is called Outer$Inner.");
        } catch (LinkageError e) {
            err.println("A class could not be loaded; is a library missing on the class path? " + e);
        } catch (ContractException e) {
            err.println(e.getMessage());
        } catch (IOException e) {
            err.println("Could not be written: " + e);
        }
        return FAILED;
    }

    private void print(FileDescriptor file, boolean several) {
        if (several) {
            out.println("// ---- " + file.getName());
        }
        out.print(ProtoText.print(file));
        if (several) {
            out.println();
        }
    }

    private void write(FileDescriptor file, Path directory) throws IOException {
        Path path = directory.resolve(file.getName());
        Files.createDirectories(path.toAbsolutePath().getParent());
        Files.writeString(path, ProtoText.print(file));
        out.println(path);
    }

    private void tellForeignImports(Set<FileDescriptor> files) {
        Set<String> foreign = new TreeSet<>();
        for (FileDescriptor file : files) {
            file.getDependencies().stream()
                    .filter(each -> !files.contains(each) && !each.getName().startsWith("google/protobuf/"))
                    .forEach(each -> foreign.add(each.getName()));
        }
        foreign.forEach(name -> err.println("Imported as it is, because it was not made from Java: " + name));
    }
}
