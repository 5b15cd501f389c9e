package io.rpcboot.benchmarks.e2e.peers;

import io.rpcboot.benchmarks.e2e.Client;
import io.rpcboot.benchmarks.e2e.JavaClient;
import io.rpcboot.benchmarks.e2e.Peer;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

/** Spring's HTTP interface and RestClient, JSON, Tomcat. Opens as many connections as there are callers. */
public final class HttpPeer implements Peer {

    /** For the service loader. */
    public HttpPeer() {}

    @Override
    public String name() {
        return "http";
    }

    @Override
    public String description() {
        return "Spring HTTP interface, JSON, Tomcat";
    }

    @Override
    public boolean asynchronous() {
        return false;
    }

    @Override
    public Server serve() {
        SpringApplication application = new SpringApplication(HttpApplication.class);
        application.setDefaultProperties(
                Map.of("server.port", "0", "server.address", "127.0.0.1", "spring.main.banner-mode", "off"));
        ConfigurableApplicationContext context = application.run();
        int port = Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer())
                .getPort();
        return new Server() {
            @Override
            public int port() {
                return port;
            }

            @Override
            public void close() {
                context.close();
            }
        };
    }

    @Override
    public Client connect(InetSocketAddress server, int connections) {
        RestClient client = RestClient.create("http://127.0.0.1:" + server.getPort());
        HttpUserService users = HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client))
                .build()
                .createClient(HttpUserService.class);
        return new JavaClient(users, null, () -> {});
    }
}
