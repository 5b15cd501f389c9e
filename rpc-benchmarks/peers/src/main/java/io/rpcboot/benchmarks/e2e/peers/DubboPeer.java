package io.rpcboot.benchmarks.e2e.peers;

import io.rpcboot.benchmarks.e2e.Client;
import io.rpcboot.benchmarks.e2e.JavaClient;
import io.rpcboot.benchmarks.e2e.Peer;
import io.rpcboot.benchmarks.e2e.workload.AsyncUserService;
import io.rpcboot.benchmarks.e2e.workload.SampleUserService;
import io.rpcboot.benchmarks.e2e.workload.UserService;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.apache.dubbo.config.ProtocolConfig;
import org.apache.dubbo.config.ReferenceConfig;
import org.apache.dubbo.config.bootstrap.DubboBootstrap;

/** Dubbo's own protocol, with hessian2. */
public final class DubboPeer implements Peer {

    private static final String PROTOCOL = "dubbo";
    private static final String SERIALIZATION = "hessian2";

    /** For the service loader. */
    public DubboPeer() {}

    @Override
    public String name() {
        return "dubbo";
    }

    @Override
    public String description() {
        return "Dubbo, dubbo protocol with hessian2, default settings";
    }

    @Override
    public Server serve() throws IOException {
        ProtocolConfig protocol = new ProtocolConfig(PROTOCOL);
        protocol.setSerialization(SERIALIZATION);
        protocol.setPreferSerialization(SERIALIZATION);
        return Dubbo.serve(
                protocol,
                Dubbo.service(UserService.class, new SampleUserService()),
                Dubbo.service(AsyncUserService.class, new AsyncSampleUserService()));
    }

    @Override
    public Client connect(InetSocketAddress server, int connections) {
        ReferenceConfig<UserService> blocking = Dubbo.reference(UserService.class, PROTOCOL, server.getPort());
        ReferenceConfig<AsyncUserService> async = Dubbo.reference(AsyncUserService.class, PROTOCOL, server.getPort());
        DubboBootstrap bootstrap = Dubbo.refer(blocking, async);
        return new JavaClient(blocking.get(), async.get(), bootstrap::stop);
    }
}
