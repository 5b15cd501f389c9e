package io.rpcboot.registry;

import io.rpcboot.core.ServiceId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The instances of one service as a direct {@code url} lists them. Nobody vouches for them: their process id is empty,
 * which means that whoever answers at the address is right.
 */
public final class StaticDiscovery implements ServiceDiscovery {

    private final ServiceId service;
    private final List<RpcInstance> instances;

    private StaticDiscovery(ServiceId service, List<RpcInstance> instances) {
        this.service = service;
        this.instances = List.copyOf(instances);
    }

    /**
     * Lists the instances of a service.
     *
     * @param service whose; the instances are of exactly its group and version
     * @param url {@code host:port[,host:port...]}, IPv6 addresses in brackets
     * @throws IllegalArgumentException if the text is not that; the message names it
     */
    public static StaticDiscovery of(ServiceId service, String url) {
        List<RpcInstance> instances = new ArrayList<>();
        for (String text : url.split(",", -1)) {
            instances.add(instance(service, url, text.trim()));
        }
        return new StaticDiscovery(service, instances);
    }

    private static RpcInstance instance(ServiceId service, String url, String address) {
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? address : address.substring(0, colon);
        String digits = colon < 0 ? "" : address.substring(colon + 1);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw bad(service, url, address);
        }
        int port = digits.matches("\\d{1,5}") ? Integer.parseInt(digits) : -1;
        if (!host.matches("[\\p{Alnum}._:%-]+") || port < 1 || port > 65_535) {
            throw bad(service, url, address);
        }
        return new RpcInstance(service, RpcInstance.ANYBODY, host, port, RpcInstance.Attributes.DEFAULT);
    }

    private static IllegalArgumentException bad(ServiceId service, String url, String address) {
        return new IllegalArgumentException(service + ": url \"" + url + "\" is not valid: \"" + address
                + "\" is not host:port; use host:port[,host:port...]");
    }

    /** Tells the listener the list before it returns. A service of another name has no instances here. */
    @Override
    public Subscription subscribe(String name, Listener listener) {
        listener.onInstances(name.equals(service.name()) ? instances : List.of());
        return () -> {};
    }

    @Override
    public String describe() {
        return "direct url " + instances.stream().map(RpcInstance::address).collect(Collectors.joining(","))
                + " (no registry)";
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
