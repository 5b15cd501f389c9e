package io.rpcboot.transport;

class InMemoryConnectionTest extends ConnectionContractTest {

    private InMemoryTransport network;

    @Override
    protected ClientTransport client(int maxMessageSize) {
        network = new InMemoryTransport(maxMessageSize);
        return network;
    }

    @Override
    protected ServerTransport server(int maxMessageSize) {
        return network.server("localhost", 0);
    }

    @Override
    protected ServerTransport serverOn(int port) {
        return network.server("localhost", port);
    }
}
