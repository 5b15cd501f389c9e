package io.rpcboot.transport.netty;

class NioConnectionTest extends NettyConnectionTest {

    @Override
    boolean nativeTransport() {
        return false;
    }
}
