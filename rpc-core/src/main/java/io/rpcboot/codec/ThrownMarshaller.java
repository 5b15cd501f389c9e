package io.rpcboot.codec;

import io.rpcboot.core.ErrorMarshaller;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Declared exceptions. What goes wrong here must not hide the exception itself: it is logged, and travels untyped. */
final class ThrownMarshaller implements ErrorMarshaller {

    private static final Logger LOG = LoggerFactory.getLogger(ThrownMarshaller.class);

    private final UnionCodec codec;
    private final String path;

    ThrownMarshaller(UnionCodec codec, String path) {
        this.codec = codec;
        this.path = path;
    }

    @Override
    public byte @Nullable [] encode(Throwable error) {
        if (codec.member(error) == null) {
            return null;
        }
        try {
            Encoding encoding = new Encoding(0);
            byte[] bytes = new byte[codec.bodySize(error, encoding)];
            encoding.writeTo(bytes);
            codec.writeBody(error, encoding);
            return bytes;
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "{}; the caller gets the exception without its type",
                    Fault.of(e).describe(path));
            return null;
        }
    }

    @Override
    public @Nullable Throwable decode(byte[] details) {
        try {
            return (Throwable) codec.readBody(new Decoding(details, 0, details.length));
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "{}; the exception is rethrown without its type",
                    Fault.of(e).describe(path));
            return null;
        }
    }
}
