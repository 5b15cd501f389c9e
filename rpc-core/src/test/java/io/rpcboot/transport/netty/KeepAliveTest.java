package io.rpcboot.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.rpcboot.core.CallTracer;
import io.rpcboot.protocol.Frame;
import io.rpcboot.protocol.Frame.Hello;
import io.rpcboot.protocol.Frame.Ping;
import io.rpcboot.protocol.Frame.Pong;
import io.rpcboot.protocol.Frames;
import io.rpcboot.transport.ConnectTarget;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** Keep-alive, with time in the test's hand. */
class KeepAliveTest {

    private final Stalling socket = new Stalling();
    private final EmbeddedChannel channel = Stalling.channel(socket);
    private final NativeClientConnection connection = new NativeClientConnection(
            channel,
            new Settings("me", "", 1_000, 100, 1_000, Duration.ofSeconds(20), Duration.ofSeconds(5), CallTracer.NONE),
            new ConnectTarget("h", 1, null),
            1,
            new LongAdder());

    KeepAliveTest() {
        channel.freezeTime();
        channel.pipeline().addLast(connection);
        connection.channelActive(null);
        receive(new Hello(1, 1, 0, 64 << 10, 1_000, 0, 0, "peer", ""));
    }

    private void receive(Frame frame) {
        channel.writeInbound(Unpooled.wrappedBuffer(Frames.encode(frame)));
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        }
    }

    private List<Ping> pings() {
        return socket.written().stream()
                .filter(frame -> frame.frame() instanceof Ping)
                .map(frame -> (Ping) frame.frame())
                .toList();
    }

    @Test
    void silenceIsAskedAboutAndAnAnswerKeepsTheConnection() {
        pass(19);
        assertThat(pings()).isEmpty();
        for (int rounds = 1; rounds <= 5; rounds++) {
            pass(rounds == 1 ? 1 : 20);
            assertThat(pings()).hasSize(rounds);
            receive(new Pong(pings().get(rounds - 1).value()));
        }
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void noAnswerWithinTheIntervalClosesTheConnection() {
        pass(20);
        assertThat(pings()).hasSize(1);
        pass(19);
        assertThat(channel.isOpen()).isTrue();
        pass(1);
        assertThat(channel.isOpen()).isFalse();
        assertThat(connection.isUsable()).isFalse();
        assertThat(connection.whenUnusable().toCompletableFuture().join().message())
                .isEqualTo("h:1 has not answered a PING for 20000 ms");
    }

    @Test
    void whatIsReadCountsAsALifeSign() {
        for (int i = 0; i < 10; i++) {
            pass(15);
            receive(new Pong(1));
        }
        assertThat(pings()).isEmpty();
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void aPeerThatTakesItsRepliesSlowlyLives() {
        pass(20);
        assertThat(pings()).hasSize(1);
        for (int i = 0; i < 10; i++) {
            pass(15);
            channel.pipeline().fireChannelWritabilityChanged();
        }
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void aPeerThatDoesNotTakeTheLastBytesIsClosedWithout() {
        channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                ReferenceCountUtil.release(message); // and never tells that it was sent
            }
        });
        channel.pipeline().remove(socket);
        receive(new Hello(1, 1, 0, 64 << 10, 1_000, 0, 0, "a second HELLO", ""));
        pass(4);
        assertThat(channel.isOpen()).isTrue();
        pass(1);
        assertThat(channel.isOpen()).isFalse();
    }
}
