package io.rpcboot.registry.zookeeper;

import io.rpcboot.core.ServiceId;
import io.rpcboot.registry.RpcInstance;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Where things are in the tree. */
final class ZooKeeperPaths {

    private static final int HASH_BYTES = 4;

    private final String root;

    /** Below this chroot, which is empty or {@code /a/b}. */
    ZooKeeperPaths(String chroot) {
        this.root = chroot + "/rpc";
    }

    /** The parent of a service's instances. */
    String service(String service) {
        return root + "/services/" + checked("service name", service);
    }

    /** The node of an instance. */
    String instance(RpcInstance instance) {
        return service(instance.service().name()) + "/" + nodeId(instance);
    }

    /** The node that says that a process consumes a service. */
    String consumer(String service, String processId) {
        return root + "/consumers/" + checked("service name", service) + "/" + checked("process id", processId);
    }

    /** The node with the operators' rules for a service. */
    String rules(String service) {
        return root + "/rules/" + checked("service name", service);
    }

    /** Process id and a hash of group and version: two versions in one process do not collide. */
    static String nodeId(RpcInstance instance) {
        return checked("process id", instance.processId()) + "-" + hash(instance.service());
    }

    private static String hash(ServiceId service) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(service.group().getBytes(StandardCharsets.UTF_8));
            sha.update((byte) 0);
            sha.update(service.version().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha.digest(), 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String checked(String what, String name) {
        boolean good = !name.isEmpty() && !name.equals(".") && !name.equals("..");
        for (int i = 0; good && i < name.length(); i++) {
            char c = name.charAt(i);
            good = c > ' ' && c != '/' && c != 0x7f && !Character.isISOControl(c) && c < 0xd800;
        }
        if (!good) {
            throw new IllegalArgumentException(
                    what + " \"" + name + "\" cannot be a node in the registry; use letters, digits, '.', '-' and '_'");
        }
        return name;
    }
}
