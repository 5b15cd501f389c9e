package io.rpcboot.registry;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which registry: what a user writes as {@code rpc.registry.address}, understood. */
public sealed interface RegistryAddress {

    /** The port of a ZooKeeper that names none. */
    int DEFAULT_PORT = 2181;

    /** The forms that {@link #parse} knows, for error messages. */
    String FORMS =
            "zookeeper://host:port[,host:port...][/chroot], embedded[:port][?data=directory], or memory[:name] for tests";

    /**
     * Understands an address.
     *
     * @throws IllegalArgumentException if it is none of the known forms; the message names the text, without what looks
     *     like a password, and the forms
     */
    static RegistryAddress parse(String text) {
        return new RegistryAddressParser(text).parse();
    }

    /**
     * A ZooKeeper or an ensemble of them.
     *
     * @param hosts its servers, at least one
     * @param chroot the node below which everything of ours lives, as {@code /a/b}; empty for the root
     */
    record ZooKeeper(List<Host> hosts, String chroot) implements RegistryAddress {

        /** Copies the list. */
        public ZooKeeper {
            hosts = List.copyOf(hosts);
            Objects.requireNonNull(chroot, "chroot");
            if (hosts.isEmpty()) {
                throw new IllegalArgumentException("a ZooKeeper address needs a host");
            }
        }

        /** One server on this machine. */
        public static ZooKeeper loopback(int port) {
            return new ZooKeeper(List.of(new Host("127.0.0.1", port)), "");
        }

        /** {@code host:port,host:port}, as ZooKeeper's client wants it. */
        public String connectString() {
            StringBuilder text = new StringBuilder();
            for (Host host : hosts) {
                text.append(text.isEmpty() ? "" : ",").append(host);
            }
            return text.toString();
        }

        /** {@code zookeeper://host:port,host:port/chroot}. */
        @Override
        public String toString() {
            return "zookeeper://" + connectString() + chroot;
        }
    }

    /**
     * One server.
     *
     * @param name a host name or an address, IPv6 without brackets
     * @param port its port
     */
    record Host(String name, int port) {

        /** {@code name:port}. */
        @Override
        public String toString() {
            return (name.indexOf(':') >= 0 ? "[" + name + "]" : name) + ":" + port;
        }
    }

    /**
     * A ZooKeeper that this process runs itself, on loopback.
     *
     * @param port its port; 0 for any free one
     * @param data where it keeps its data; null for a fresh directory that is deleted at its end
     */
    record Embedded(int port, @Nullable Path data) implements RegistryAddress {

        /** {@code embedded:port}. */
        @Override
        public String toString() {
            return "embedded:" + port + (data == null ? "" : "?data=" + data);
        }
    }

    /**
     * A registry that all who name it share within this JVM.
     *
     * @param name which of them; empty is the default one
     */
    record Memory(String name) implements RegistryAddress {

        /** {@code memory:name}. */
        @Override
        public String toString() {
            return name.isEmpty() ? "memory" : "memory:" + name;
        }
    }
}

/** Reads one address. */
final class RegistryAddressParser {

    private final String text;

    RegistryAddressParser(String text) {
        this.text = Objects.requireNonNull(text, "registry address");
    }

    RegistryAddress parse() {
        String trimmed = text.trim();
        String lower = trimmed.toLowerCase(Locale.ROOT);
        if (lower.startsWith("zookeeper://")) {
            if (trimmed.indexOf('@') >= 0) {
                throw bad("user name and password are no part of it; set rpc.registry.username and"
                        + " rpc.registry.password");
            }
            return zooKeeper(trimmed.substring("zookeeper://".length()));
        }
        if (lower.equals("embedded") || lower.startsWith("embedded:") || lower.startsWith("embedded?")) {
            return embedded(trimmed.substring("embedded".length()));
        }
        if (lower.equals("memory")) {
            return new RegistryAddress.Memory("");
        }
        if (lower.startsWith("memory:") && lower.length() > "memory:".length()) {
            return new RegistryAddress.Memory(trimmed.substring("memory:".length()));
        }
        boolean bare = trimmed.matches("[A-Za-z0-9._-]+:\\d+([,/].*)?");
        throw bad(
                bare
                        ? "it has no scheme; did you mean zookeeper://" + shown(trimmed) + "?"
                        : "it has none of the known forms");
    }

    private RegistryAddress zooKeeper(String rest) {
        int slash = rest.indexOf('/');
        String servers = slash < 0 ? rest : rest.substring(0, slash);
        String chroot = slash < 0 ? "" : rest.substring(slash);
        while (chroot.endsWith("/")) {
            chroot = chroot.substring(0, chroot.length() - 1);
        }
        if (!chroot.isEmpty() && !chroot.matches("(/(?!\\.{1,2}(/|$))[^/\\s\\p{Cntrl}]+)+")) {
            throw bad("\"" + chroot + "\" cannot be a node's path");
        }
        List<RegistryAddress.Host> hosts = new ArrayList<>();
        for (String server : servers.split(",", -1)) {
            hosts.add(host(server.trim()));
        }
        return new RegistryAddress.ZooKeeper(hosts, chroot);
    }

    private RegistryAddress.Host host(String server) {
        String name = server;
        String port = "";
        int close = server.indexOf(']');
        if (server.startsWith("[") && close > 0) {
            name = server.substring(1, close);
            String after = server.substring(close + 1);
            if (!after.isEmpty() && !after.startsWith(":")) {
                throw bad("\"" + server + "\" is not host:port");
            }
            port = after.isEmpty() ? "" : after.substring(1);
        } else if (server.indexOf(':') >= 0) {
            int colon = server.indexOf(':');
            name = server.substring(0, colon);
            port = server.substring(colon + 1);
        }
        if (name.isEmpty() || !name.matches("[A-Za-z0-9._:%-]+")) {
            throw bad("\"" + server + "\" is not host:port");
        }
        boolean withPort = server.endsWith(":") || !port.isEmpty();
        return new RegistryAddress.Host(name, withPort ? port(port, 1) : RegistryAddress.DEFAULT_PORT);
    }

    private RegistryAddress embedded(String rest) {
        int question = rest.indexOf('?');
        String port = question < 0 ? rest : rest.substring(0, question);
        Path data = null;
        if (question >= 0) {
            String query = rest.substring(question + 1);
            if (!query.startsWith("data=") || query.length() == "data=".length()) {
                throw bad("\"?" + query + "\" is not ?data=directory");
            }
            try {
                data = Path.of(query.substring("data=".length()));
            } catch (InvalidPathException e) {
                throw bad("its directory is none: " + e.getMessage());
            }
        }
        return new RegistryAddress.Embedded(
                port.isEmpty() ? RegistryAddress.DEFAULT_PORT : port(port.substring(1), 0), data);
    }

    private int port(String digits, int least) {
        int port = digits.matches("\\d{1,5}") ? Integer.parseInt(digits) : -1;
        if (port < least || port > 65535) {
            throw bad("port \"" + digits + "\" is not within " + least + "..65535");
        }
        return port;
    }

    /** Without what may be a password: what stands before an {@code @}. */
    private static String shown(String text) {
        int scheme = text.indexOf("://");
        int at = text.lastIndexOf('@');
        return at < 0
                ? text
                : text.substring(0, scheme < 0 || scheme > at ? 0 : scheme + 3) + "***" + text.substring(at);
    }

    private IllegalArgumentException bad(String why) {
        return new IllegalArgumentException(
                "registry address \"" + shown(text) + "\" is not valid: " + why + "; use " + RegistryAddress.FORMS);
    }
}
