package io.rpcboot.client;

import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.MarshallingException;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;

/** Encodes on the caller's thread, before the stub returns: later changes to the arguments do not show. */
record EncodingHandler(RpcHandler next) implements RpcHandler {

    @Override
    public void handle(RpcCall call, ReplyListener reply) {
        try {
            call.encodedMessage();
        } catch (MarshallingException e) {
            refuse(call, reply, String.valueOf(e.getMessage()));
            return;
        } catch (RuntimeException | StackOverflowError e) { // of an accessor of the user's
            refuse(call, reply, "encoding the arguments failed: " + e);
            return;
        }
        next.handle(call, reply);
    }

    private static void refuse(RpcCall call, ReplyListener reply, String why) {
        reply.onClose(RpcStatus.of(Code.INVALID_ARGUMENT, call + ": " + why).withNotExecuted(true), Metadata.EMPTY);
    }

    @Override
    public String toString() {
        return "encode -> " + next;
    }
}
