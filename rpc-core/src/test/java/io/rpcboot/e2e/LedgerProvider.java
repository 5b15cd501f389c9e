package io.rpcboot.e2e;

import io.rpcboot.bootstrap.Rpc;
import io.rpcboot.registry.Registration;
import io.rpcboot.registry.RpcInstance.Attributes;
import io.rpcboot.server.Export;
import io.rpcboot.server.RpcServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A provider of the ledger in a process of its own. Every execution of a writing method is a line in a file, and is
 * with the operating system before the reply is given, so that killing the process loses none.
 */
final class LedgerProvider implements Ledger, Control {

    private final FileChannel file;
    private final AtomicLong executed = new AtomicLong();
    private volatile Behaviour behaviour = Behaviour.GOOD;

    private LedgerProvider(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE);
    }

    /** With the registry's address, the ledger's file and, unless it is a primary, its role. */
    public static void main(String[] arguments) throws Exception {
        String role = arguments.length > 2 ? arguments[2] : Attributes.PRIMARY;
        LedgerProvider provider = new LedgerProvider(Path.of(arguments[1]));
        Rpc rpc = Rpc.connect(arguments[0]);
        RpcServer server = rpc.server()
                .export(Export.of(Ledger.class, provider).withRole(role))
                .export(Control.class, provider)
                .build()
                .start()
                .register();
        for (Registration registration : server.registrations()) {
            registration.whenRegistered().toCompletableFuture().join();
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.close();
            rpc.close();
            System.out.println("CLOSED");
        }));
        System.out.println("READY " + server.processId());
        JavaProcess.haltWithParent();
    }

    @Override
    public void behave(Behaviour behaviour) {
        this.behaviour = behaviour;
    }

    @Override
    public long executed() {
        return executed.get();
    }

    @Override
    public long read(long id) {
        execute();
        return -id;
    }

    @Override
    public CompletableFuture<Long> readLater(long id) {
        return CompletableFuture.completedFuture(read(id));
    }

    @Override
    public long write(long id) {
        execute();
        ByteBuffer line = ByteBuffer.wrap((id + "\n").getBytes(StandardCharsets.US_ASCII));
        try {
            synchronized (file) {
                while (line.hasRemaining()) {
                    file.write(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return -id;
    }

    private void execute() {
        behaviour.meet(executed.incrementAndGet());
    }

    @Override
    public CompletableFuture<Long> writeLater(long id) {
        return CompletableFuture.completedFuture(write(id));
    }

    @Override
    public long writeLarge(long id, byte[] bytes) {
        return write(id);
    }

    @Override
    public long pid() {
        return ProcessHandle.current().pid();
    }
}
