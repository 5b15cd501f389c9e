package io.rpcboot.registry;

import io.rpcboot.core.Wildcard;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The address that a provider tells others to reach it at, and why it is this one.
 *
 * @param host an address or, if the user says so, a name
 * @param why for the start-up line, e.g. {@code source address of the route to 10.0.0.5:2181}
 */
public record AdvertisedAddress(String host, String why) {

    /**
     * What the user wishes.
     *
     * @param advertisedHost taken as it is; null or blank to have one chosen
     * @param boundHost where the server listens; unless that is a wildcard it is the only address that can be reached.
     *     Null or blank for a wildcard
     * @param preferredInterfaces names of interfaces, {@code *} standing for anything; the first that matches wins
     * @param preferredNetworks networks as {@code 10.0.0.0/8}; the first that matches wins
     * @param ignoredInterfaces names of interfaces to leave out, {@code *} standing for anything
     */
    public record Wishes(
            @Nullable String advertisedHost,
            @Nullable String boundHost,
            List<String> preferredInterfaces,
            List<String> preferredNetworks,
            List<String> ignoredInterfaces) {

        /** No wishes. */
        public static final Wishes NONE = new Wishes(null, null, List.of(), List.of(), List.of());

        /** Copies the lists. */
        public Wishes {
            preferredInterfaces = List.copyOf(preferredInterfaces);
            preferredNetworks = List.copyOf(preferredNetworks);
            ignoredInterfaces = List.copyOf(ignoredInterfaces);
        }
    }

    /**
     * Chooses: the advertised host; else the bound one; else an address of a preferred network or interface; else the
     * source address of the route to the registry, which for a registry on loopback is loopback; else the first address
     * that is not loopback; else loopback. May resolve the registry's name, but sends nothing to it.
     *
     * @param registry where the registry is; empty if it is not in the network
     * @throws IllegalArgumentException if a preferred network cannot be read
     */
    public static AdvertisedAddress choose(Wishes wishes, List<RegistryAddress.Host> registry) {
        return choose(wishes, registry, AdvertisedAddress::interfaces, AdvertisedAddress::routeSource);
    }

    /** For people: the addresses that this machine has, each with its interface; the first few of many. */
    public static String choices() {
        List<Candidate> all = candidates(interfaces(), List.of());
        String named = all.stream()
                .limit(MAX_NAMED)
                .map(candidate -> candidate.networkInterface + " " + of(candidate.address, "").host)
                .collect(Collectors.joining(", "));
        return all.size() <= MAX_NAMED ? named : named + " and " + (all.size() - MAX_NAMED) + " more";
    }

    private static final int MAX_NAMED = 8;

    /** One address of one interface. */
    record Candidate(String networkInterface, InetAddress address) {}

    /** This machine's addresses, in the order of its interfaces. */
    interface Interfaces {
        List<Candidate> list();
    }

    /** Which of our addresses faces a host. */
    interface Routes {
        /** Null if the host is unknown or there is no way to it. */
        @Nullable
        InetAddress sourceTowards(RegistryAddress.Host host);
    }

    static AdvertisedAddress choose(
            Wishes wishes, List<RegistryAddress.Host> registry, Interfaces interfaces, Routes routes) {
        String advertised = wishes.advertisedHost;
        if (advertised != null && !advertised.isBlank()) {
            return new AdvertisedAddress(advertised.trim(), "set by rpc.server.advertised-host");
        }
        String bound = wishes.boundHost;
        if (bound != null && !bound.isBlank() && !isWildcard(bound.trim())) {
            return new AdvertisedAddress(bound.trim(), "the server is bound to it");
        }
        List<Network> networks =
                wishes.preferredNetworks.stream().map(Network::parse).toList();
        List<Candidate> candidates = candidates(interfaces.list(), wishes.ignoredInterfaces);
        for (Network network : networks) {
            for (Candidate candidate : candidates) {
                if (network.contains(candidate.address)) {
                    return of(candidate.address, "in the preferred network " + network.text);
                }
            }
        }
        for (String pattern : wishes.preferredInterfaces) {
            for (Candidate candidate : candidates) {
                if (Wildcard.matches(pattern.trim(), candidate.networkInterface)) {
                    return of(candidate.address, "of the preferred interface " + candidate.networkInterface);
                }
            }
        }
        for (RegistryAddress.Host host : registry) {
            InetAddress source = routes.sourceTowards(host);
            if (source != null && !source.isAnyLocalAddress() && isNotIgnored(source, interfaces, candidates)) {
                return of(source, "source address of the route to " + host);
            }
        }
        for (Candidate candidate : candidates) {
            if (!candidate.address.isLoopbackAddress()) {
                return of(candidate.address, "first address that is not loopback, of " + candidate.networkInterface);
            }
        }
        return new AdvertisedAddress("127.0.0.1", "loopback, because there is no other address");
    }

    /** Without ignored interfaces and addresses that mean nothing elsewhere; IPv4 first, else as they come. */
    private static List<Candidate> candidates(List<Candidate> all, List<String> ignored) {
        List<Candidate> left = new ArrayList<>();
        for (Candidate candidate : all) {
            boolean isIgnored =
                    ignored.stream().anyMatch(pattern -> Wildcard.matches(pattern.trim(), candidate.networkInterface));
            if (!isIgnored && !candidate.address.isLinkLocalAddress() && !candidate.address.isMulticastAddress()) {
                left.add(candidate);
            }
        }
        left.sort(Comparator.comparing(candidate -> candidate.address instanceof Inet6Address));
        return left;
    }

    /** A route's source that none of the interfaces lists is not ours to judge. */
    private static boolean isNotIgnored(InetAddress source, Interfaces interfaces, List<Candidate> candidates) {
        Predicate<Candidate> same = candidate -> candidate.address.equals(source);
        return candidates.stream().anyMatch(same) || interfaces.list().stream().noneMatch(same);
    }

    private static AdvertisedAddress of(InetAddress address, String why) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return new AdvertisedAddress(scope < 0 ? text : text.substring(0, scope), why);
    }

    private static boolean isWildcard(String host) {
        return host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]") || host.equals("*");
    }

    private static List<Candidate> interfaces() {
        List<Candidate> found = new ArrayList<>();
        try {
            List<NetworkInterface> all = Collections.list(NetworkInterface.getNetworkInterfaces());
            all.sort(Comparator.comparingInt(NetworkInterface::getIndex));
            for (NetworkInterface each : all) {
                if (each.isUp()) {
                    Collections.list(each.getInetAddresses())
                            .forEach(address -> found.add(new Candidate(each.getName(), address)));
                }
            }
        } catch (SocketException e) {
            // A machine that does not tell: the route and loopback are left.
            return found;
        }
        return found;
    }

    /** Connecting a datagram socket sends nothing; it only makes the kernel choose the route. */
    private static @Nullable InetAddress routeSource(RegistryAddress.Host host) {
        try (DatagramSocket socket = new DatagramSocket()) {
            InetSocketAddress target = new InetSocketAddress(host.name(), host.port());
            if (target.isUnresolved()) {
                return null;
            }
            socket.connect(target);
            return socket.getLocalAddress();
        } catch (IOException | RuntimeException e) {
            // No way to it, or one that Java reports as unchecked: then another reason must decide.
            return null;
        }
    }

    /** A network in CIDR notation. */
    private record Network(String text, InetAddress base, int bits) {

        static Network parse(String text) {
            String trimmed = text.trim();
            int slash = trimmed.indexOf('/');
            String host = slash < 0 ? trimmed : trimmed.substring(0, slash);
            // Only literal addresses: a name must not be looked up here.
            if (host.matches("\\d{1,3}(\\.\\d{1,3}){3}") || host.matches("[\\p{XDigit}:.]*:[\\p{XDigit}:.]*")) {
                try {
                    InetAddress base = InetAddress.getByName(host);
                    int most = base instanceof Inet4Address ? 32 : 128;
                    String digits = slash < 0 ? Integer.toString(most) : trimmed.substring(slash + 1);
                    if (digits.matches("\\d{1,3}") && Integer.parseInt(digits) <= most) {
                        return new Network(trimmed, base, Integer.parseInt(digits));
                    }
                } catch (UnknownHostException e) {
                    throw bad(text);
                }
            }
            throw bad(text);
        }

        private static IllegalArgumentException bad(String text) {
            return new IllegalArgumentException("rpc.network.preferred-networks: \"" + text
                    + "\" is not a network; write it as 10.0.0.0/8 or fd00::/8");
        }

        boolean contains(InetAddress address) {
            byte[] mine = base.getAddress();
            byte[] other = address.getAddress();
            if (mine.length != other.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit & 7);
                if ((mine[bit >> 3] & mask) != (other[bit >> 3] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
