package io.rpcboot.benchmarks.e2e.peers;

import io.rpcboot.benchmarks.e2e.Client;
import io.rpcboot.benchmarks.e2e.Peer;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.apache.dubbo.config.ProtocolConfig;
import org.apache.dubbo.config.ReferenceConfig;
import org.apache.dubbo.config.bootstrap.DubboBootstrap;

/** Dubbo's protocol over HTTP/2, with protobuf. */
public final class TriplePeer implements Peer {

    private static final String PROTOCOL = "tri";

    /** For the service loader. */
    public TriplePeer() {}

    @Override
    public String name() {
        return "dubbo-tri";
    }

    @Override
    public String description() {
        return "Dubbo, tri protocol with protobuf, default settings";
    }

    @Override
    public Server serve() throws IOException {
        // Not used here, and what reads Spring's annotations for it does not start with Spring 7.
        System.setProperty("dubbo.protocol.triple.rest.enabled", "false");
        return Dubbo.serve(
                new ProtocolConfig(PROTOCOL),
                Dubbo.service(ProtoUserService.class, new ProtoService()),
                Dubbo.service(ProtoAsyncUserService.class, new ProtoService.Async()));
    }

    @Override
    public Client connect(InetSocketAddress server, int connections) {
        ReferenceConfig<ProtoUserService> blocking =
                Dubbo.reference(ProtoUserService.class, PROTOCOL, server.getPort());
        ReferenceConfig<ProtoAsyncUserService> async =
                Dubbo.reference(ProtoAsyncUserService.class, PROTOCOL, server.getPort());
        DubboBootstrap bootstrap = Dubbo.refer(blocking, async);
        return new TripleClient(blocking.get(), async.get(), bootstrap::stop);
    }
}
