package io.rpcboot.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcContext;
import io.rpcboot.transport.TestCall;
import io.rpcboot.transport.TestMethods;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NestedHandlerTest {

    private static final RpcStatus REASON = RpcStatus.of(Code.CANCELLED, "nobody waits");

    private final TestCall outer = call();
    private final TestCall inner = call();
    private final List<RpcCall> passedOn = new ArrayList<>();
    private @Nullable ReplyListener replyOfInner;
    private final NestedHandler handler = new NestedHandler((call, reply) -> {
        passedOn.add(call);
        replyOfInner = reply;
    });

    private static TestCall call() {
        return new TestCall(TestMethods.ECHO, "text");
    }

    @AfterEach
    void leave() {
        RpcContext.restore(null);
    }

    @Test
    void aCallIsGivenUpWithTheOneThatItIsMadeFor() {
        RpcContext.enter(outer);
        handler.handle(inner, inner);

        outer.cancel(REASON);

        assertThat(inner.isCancelled()).isTrue();
        assertThat(inner.status().code()).isEqualTo(Code.CANCELLED);
        assertThat(inner.status().message())
                .isEqualTo(inner + ": given up with " + outer + ", which it was made for: nobody waits");
    }

    @Test
    void aCallThatHasEndedIsNotConcernedAnyMore() {
        RpcContext.enter(outer);
        handler.handle(inner, inner);
        replyOfInner.onClose(RpcStatus.OK, Metadata.EMPTY);

        outer.cancel(REASON);

        assertThat(inner.isCancelled()).isFalse();
        assertThat(inner.ends).hasValue(1);
    }

    @Test
    void severalCallsForOneComeAndGoIndependently() {
        RpcContext.enter(outer);
        TestCall ended = call();
        TestCall other = call();
        handler.handle(inner, inner);
        handler.handle(ended, ended);
        ReplyListener replyOfEnded = replyOfInner;
        handler.handle(other, other);
        replyOfEnded.onClose(RpcStatus.OK, Metadata.EMPTY);

        outer.cancel(REASON);

        assertThat(inner.isCancelled()).isTrue();
        assertThat(ended.isCancelled()).isFalse();
        assertThat(other.isCancelled()).isTrue();
    }

    @Test
    void nothingIsBegunForACallThatWasGivenUp() {
        outer.cancel(REASON);
        RpcContext.enter(outer);

        handler.handle(inner, inner);

        assertThat(inner.status().code()).isEqualTo(Code.CANCELLED);
        assertThat(passedOn).isEmpty();
    }

    @Test
    void aCallOutsideOfAnyOtherIsItsOwn() {
        try (RpcContext.Scope attached = RpcContext.attach("tenant", "acme")) {
            handler.handle(inner, inner);
        }
        assertThat(passedOn).containsExactly(inner);
        assertThat(replyOfInner).isSameAs(inner);
    }
}
