package io.rpcboot.bootstrap;

import io.rpcboot.core.PassingThread;
import io.rpcboot.registry.AdvertisedAddress;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.server.RpcServer;
import io.rpcboot.transport.ClientTransport;
import io.rpcboot.transport.ConnectTarget;
import io.rpcboot.transport.Connection;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the address that a provider has registered leads to it: the provider dials it itself, a second after it has
 * registered, and warns if nobody answers there or another process does. Nothing else follows from it.
 */
public final class DialBack {

    private static final Logger log = LoggerFactory.getLogger(DialBack.class);

    /** After that the application's start is over, most likely, and has the processors to itself. */
    private static final long DELAY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** More than connecting and both handshakes may take. */
    private static final int PATIENCE_SECONDS = 20;

    private DialBack() {}

    /**
     * Dials a little later, on a thread of its own. Does not block, and never fails.
     *
     * @param server one that is registered; nothing is dialled if it is not any more by then
     * @param why why it advertises the address that it does
     * @param transport makes what dials, as a consumer would; closed afterwards
     */
    public static void soon(RpcServer server, String why, Supplier<? extends ClientTransport> transport) {
        PassingThread.timer("rpc-dial-back").schedule(() -> dial(server, why, transport), DELAY_NANOS);
    }

    static void dial(RpcServer server, String why, Supplier<? extends ClientTransport> transport) {
        if (server.registrations().isEmpty()) {
            return;
        }
        RpcInstance self = server.instances().get(0);
        String failure = failure(self, transport);
        if (failure != null && !server.registrations().isEmpty()) { // else it has stopped or gone offline meanwhile
            log.warn(
                    "This process has registered the address {} ({}) and does not reach itself there: {}. Most likely"
                            + " consumers do not either. Set rpc.server.advertised-host, and -port if ports are mapped, to"
                            + " what they reach; or have another of this machine's addresses ({}) chosen by"
                            + " rpc.network.preferred-networks, preferred-interfaces or ignored-interfaces. If only this"
                            + " process cannot reach it, rpc.server.dial-back=false ends this warning",
                    self.address(),
                    why,
                    failure,
                    AdvertisedAddress.choices());
        }
    }

    /** Why whoever answers is not this process; null if it is, or if that cannot be told. */
    private static @Nullable String failure(RpcInstance self, Supplier<? extends ClientTransport> transports) {
        try (ClientTransport transport = transports.get()) {
            Connection connection = transport
                    .connect(new ConnectTarget(self.host(), self.port(), self.processId()))
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            connection.close();
            log.debug("{} leads to this process", self.address());
            return null;
        } catch (TimeoutException e) {
            return "no answer within " + PATIENCE_SECONDS + " s";
        } catch (ExecutionException e) {
            String message = e.getCause() instanceof io.rpcboot.RpcException rpc
                    ? String.valueOf(rpc.status().message())
                    : String.valueOf(e.getCause());
            if (message.contains("PKIX path")) { // the JDK's words for a certificate that this process does not trust
                log.debug("Somebody answers at {}, and this process need not trust whom: {}", self.address(), message);
                return null;
            }
            return message;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (RuntimeException e) {
            log.debug("{} cannot be dialled", self.address(), e);
            return null;
        }
    }
}
