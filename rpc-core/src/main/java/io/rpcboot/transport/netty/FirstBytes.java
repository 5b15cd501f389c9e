package io.rpcboot.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Says what the first bytes of a connection look like, for a log line that helps. */
final class FirstBytes {

    private static final Map<String, String> KNOWN = new LinkedHashMap<>();
    private static final int TLS_HANDSHAKE = 0x16;
    private static final int TLS_MAJOR = 0x03;
    private static final int SHOWN = 8;

    static {
        KNOWN.put("PRI * HTTP/2", "HTTP/2, as gRPC speaks it");
        KNOWN.put("HTTP/", "an HTTP response");
        for (String verb :
                new String[] {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE"}) {
            KNOWN.put(verb + " ", "an HTTP request");
        }
        KNOWN.put("SSH-", "SSH");
    }

    private FirstBytes() {}

    /** "an HTTP request", "TLS", or the bytes themselves in hexadecimal; never text that a stranger chose. */
    static String describe(ByteBuf bytes) {
        int start = bytes.readerIndex();
        String text = bytes.toString(start, Math.min(bytes.readableBytes(), 16), StandardCharsets.ISO_8859_1);
        for (Map.Entry<String, String> known : KNOWN.entrySet()) {
            if (text.startsWith(known.getKey())) {
                return known.getValue();
            }
        }
        if (bytes.readableBytes() > 1
                && bytes.getByte(start) == TLS_HANDSHAKE
                && bytes.getByte(start + 1) == TLS_MAJOR) {
            return "TLS";
        }
        return "unknown bytes (0x" + ByteBufUtil.hexDump(bytes, start, Math.min(bytes.readableBytes(), SHOWN)) + ")";
    }
}
