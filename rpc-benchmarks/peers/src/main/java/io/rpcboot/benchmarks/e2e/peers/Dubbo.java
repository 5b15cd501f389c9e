package io.rpcboot.benchmarks.e2e.peers;

import io.rpcboot.benchmarks.e2e.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.apache.dubbo.config.ApplicationConfig;
import org.apache.dubbo.config.ProtocolConfig;
import org.apache.dubbo.config.ReferenceConfig;
import org.apache.dubbo.config.RegistryConfig;
import org.apache.dubbo.config.ServiceConfig;
import org.apache.dubbo.config.bootstrap.DubboBootstrap;

/** Exports and refers without a registry; everything else is Dubbo's default. */
final class Dubbo {

    private static final String HOST = "127.0.0.1";

    /** The same as a number: for a name that begins with 127 Dubbo takes another address of the machine. */
    private static final String SAME_HOST = "2130706433";

    private Dubbo() {}

    private static DubboBootstrap newBootstrap(String name) {
        ApplicationConfig application = new ApplicationConfig(name);
        application.setQosEnable(false);
        return DubboBootstrap.newInstance()
                .application(application)
                .registry(new RegistryConfig(RegistryConfig.NO_AVAILABLE));
    }

    static Peer.Server serve(ProtocolConfig protocol, ServiceConfig<?>... services) throws IOException {
        int port = freePort();
        protocol.setHost(HOST);
        protocol.setPort(port);
        DubboBootstrap bootstrap = newBootstrap("server").protocol(protocol);
        for (ServiceConfig<?> service : services) {
            bootstrap.service(service);
        }
        bootstrap.start();
        return new Peer.Server() {
            @Override
            public int port() {
                return port;
            }

            @Override
            public void close() {
                bootstrap.stop();
            }
        };
    }

    /** Dubbo does not tell which port it has bound if it may choose. */
    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    static <T> ServiceConfig<T> service(Class<T> type, T bean) {
        ServiceConfig<T> service = new ServiceConfig<>();
        service.setInterface(type);
        service.setRef(bean);
        return service;
    }

    static <T> ReferenceConfig<T> reference(Class<T> type, String protocol, int port) {
        ReferenceConfig<T> reference = new ReferenceConfig<>();
        reference.setInterface(type);
        reference.setUrl(protocol + "://" + SAME_HOST + ":" + port);
        return reference;
    }

    static DubboBootstrap refer(ReferenceConfig<?>... references) {
        DubboBootstrap bootstrap = newBootstrap("client");
        for (ReferenceConfig<?> reference : references) {
            bootstrap.reference(reference);
        }
        return bootstrap.start();
    }
}
