package io.rpcboot.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rpcboot.core.ServiceId;
import io.rpcboot.protocol.Frame;
import io.rpcboot.protocol.Frame.Hello;
import io.rpcboot.protocol.Frame.Method;
import io.rpcboot.protocol.Frame.Request;
import io.rpcboot.protocol.FrameHeader;
import io.rpcboot.protocol.Frames;
import io.rpcboot.protocol.Frames.WithBody;
import io.rpcboot.protocol.MethodName;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicLong;

/** The other end of a connection, byte by byte: a socket that blocks. */
final class RawPeer implements Closeable {

    static final Hello HELLO = new Hello(1, 1, 0, 64 << 10, 4 << 20, 0, 0, "raw", "");
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final DataInputStream in;
    private final AtomicLong written = new AtomicLong();

    RawPeer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        this.in = new DataInputStream(socket.getInputStream());
    }

    static RawPeer connect(int port) throws IOException {
        return new RawPeer(new Socket("127.0.0.1", port));
    }

    /** Connected, with both HELLOs done. */
    static RawPeer shakenHands(int port) throws IOException {
        RawPeer peer = connect(port);
        peer.send(HELLO);
        WithBody answer = peer.read();
        if (!(answer.frame() instanceof Hello)) {
            throw new AssertionError("no HELLO but " + answer);
        }
        return peer;
    }

    RawPeer write(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        written.addAndGet(bytes.length);
        return this;
    }

    long written() {
        return written.get();
    }

    RawPeer send(Frame frame, byte... body) throws IOException {
        return write(Frames.encode(frame, body));
    }

    RawPeer method(int id, String service, String group, String version, String method) throws IOException {
        return send(new Method(id, new MethodName(new ServiceId(service, group, version), method)));
    }

    RawPeer request(int stream, int method, String message) throws IOException {
        return send(new Request(stream, true, false, method, null, 0, null, -1), message.getBytes());
    }

    /** The next frame; null if the peer has closed in good order, or with a reset. */
    WithBody read() throws IOException {
        byte[] header = new byte[FrameHeader.LENGTH];
        try {
            in.readFully(header);
            ByteBuf bytes = Unpooled.wrappedBuffer(header);
            FrameHeader decoded = FrameHeader.decode(bytes, 1 << 24);
            byte[] payload = new byte[decoded.length()];
            in.readFully(payload);
            return Frames.decode(decoded, Unpooled.wrappedBuffer(payload));
        } catch (EOFException | SocketException e) {
            return null;
        }
    }

    /** The next frame, which must be of this kind. */
    <F extends Frame> F read(Class<F> kind) throws IOException {
        WithBody frame = read();
        if (frame == null || !kind.isInstance(frame.frame())) {
            throw new AssertionError("no " + kind.getSimpleName() + " but " + frame);
        }
        return kind.cast(frame.frame());
    }

    /** Whether the peer has closed, after whatever it still said. */
    boolean isClosedByPeer() throws IOException {
        for (int frames = 0; frames < 100; frames++) {
            if (read() == null) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
