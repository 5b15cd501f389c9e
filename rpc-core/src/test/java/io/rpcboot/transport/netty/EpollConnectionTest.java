package io.rpcboot.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** By default, which is epoll where it loads. */
class EpollConnectionTest extends NettyConnectionTest {

    @Override
    boolean nativeTransport() {
        return true;
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void epollLoadsOnLinux() {
        assertThat(Epoll.isAvailable()).as("%s", Epoll.unavailabilityCause()).isTrue();
        assertThat(IoKind.best(true)).isEqualTo(IoKind.EPOLL);
    }
}
