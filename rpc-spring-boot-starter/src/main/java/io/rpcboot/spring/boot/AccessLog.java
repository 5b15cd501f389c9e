package io.rpcboot.spring.boot;

import io.rpcboot.RpcStatus;
import io.rpcboot.core.ForwardingReply;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.Peer;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.core.RpcInterceptor;
import io.rpcboot.core.Ticker;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs a line for each call that has ended. */
final class AccessLog implements RpcInterceptor {

    /** A name of its own, so that the lines can go to a file of their own. */
    private static final Logger log = LoggerFactory.getLogger("io.rpcboot.access");

    private final Ticker ticker;

    AccessLog(Ticker ticker) {
        this.ticker = ticker;
    }

    @Override
    public void intercept(RpcCall call, ReplyListener reply, RpcHandler next) {
        next.handle(call, new Ended(call, ticker, ticker.nanos(), reply));
    }

    private static void write(RpcCall call, RpcStatus status, long nanos) {
        Peer peer = call.peer();
        log.info(
                "{} {} {}/{} {} {} ms",
                peer == null ? "local" : peer.address(),
                peer == null ? "local" : oneWord(peer.processId()),
                call.service(),
                call.method().name(),
                status.code(),
                TimeUnit.NANOSECONDS.toMillis(nanos));
    }

    /** A stranger chose this text: it must not forge a line of the log. */
    private static String oneWord(String text) {
        return text.replaceAll("[\\s\\p{Cntrl}]", "_");
    }

    /** Passes the reply on, and writes the line at its end. */
    private record Ended(RpcCall call, Ticker ticker, long begun, ReplyListener next) implements ForwardingReply {
        @Override
        public void onClose(RpcStatus status, Metadata trailers) {
            write(call, status, ticker.nanos() - begun);
            next.onClose(status, trailers);
        }
    }

    @Override
    public String toString() {
        return "access log";
    }
}
