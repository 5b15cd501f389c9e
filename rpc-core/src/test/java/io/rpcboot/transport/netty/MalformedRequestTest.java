package io.rpcboot.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.RpcContract;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.ServiceId;
import io.rpcboot.protocol.Frame.Request;
import io.rpcboot.protocol.Frame.Response;
import io.rpcboot.protocol.Frames.WithBody;
import io.rpcboot.protocol.MethodName;
import io.rpcboot.server.Export;
import io.rpcboot.server.RpcServer;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Frames in good order whose messages are none. The call fails and tells where; the call that waits on the same
 * connection, the one that comes next on it, and another connection are served as before.
 */
class MalformedRequestTest {

    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");
    private static final String LOAN = "0a 08 | 0a 02 48 69 | 10 01 | 20 07";
    private static final String SEVEN = "08 07";
    private static final String TEN = "08 0a";

    enum Binding {
        HARD,
        SOFT
    }

    record Chapter(String heading) {}

    record Loan(String title, Binding binding, List<Chapter> chapters, int days) {}

    @RpcContract(name = "test.Library")
    interface Library {
        int lend(Loan loan);

        CompletableFuture<Integer> reserve();
    }

    private static final class Lending implements Library {

        private final Queue<Loan> lent = new ConcurrentLinkedQueue<>();
        private final CompletableFuture<Integer> reserved = new CompletableFuture<>();

        @Override
        public int lend(Loan loan) {
            lent.add(loan);
            return loan.days();
        }

        @Override
        public CompletableFuture<Integer> reserve() {
            return reserved;
        }
    }

    private final Lending bean = new Lending();
    private RpcServer server;
    private RawPeer peer;
    private RawPeer neighbour;
    private int lastStream;

    @BeforeEach
    void start() throws IOException {
        server = RpcServer.builder()
                .transport(NettyServerTransport.builder()
                        .host("127.0.0.1")
                        .threads(1)
                        .build())
                .export(Library.class, bean)
                .export(new Export(
                        Library.class, bean, "direct", "", "", "", "primary", 100, 0, Map.of(), RpcServer.DIRECT))
                .build()
                .start();
        peer = RawPeer.shakenHands(server.address().getPort());
        neighbour = RawPeer.shakenHands(server.address().getPort());
    }

    @AfterEach
    void stop() throws IOException {
        bean.reserved.complete(0);
        peer.close();
        neighbour.close();
        server.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', textBlock = """
            a loan that is cut off              ; 0a 08 | 0a 02                     ; ''                   ; a length of 8 bytes, of which 2 are there
            a tag that is cut off               ; 0a 01 | a0                        ; ''                   ; the input ended unexpectedly in the middle of a field
            a text that is cut off              ; 0a 04 | 0a 05 48 69               ; .title               ; the input ended unexpectedly in the middle of a field
            a number that is cut off            ; 0a 04 | 20 ff ff ff               ; .days                ; the input ended unexpectedly in the middle of a field
            an element that is cut off          ; 0a 04 | 1a 02 0a 05               ; .chapters[0].heading ; the input ended unexpectedly in the middle of a field
            a number in place of the loan       ; 08 07                             ; ''                   ; wire type 0 where 2 is expected
            a number in place of a text         ; 0a 02 | 08 07                     ; .title               ; wire type 0 where 2 is expected
            a text in place of a number         ; 0a 03 | 22 01 78                  ; .days                ; wire type 2 where 0 is expected
            a text that is no UTF-8             ; 0a 04 | 0a 02 c0 af               ; .title               ; invalid UTF-8
            a later element that is no UTF-8    ; 0a 08 | 1a 00 | 1a 04 0a 02 c3 28 ; .chapters[1].heading ; invalid UTF-8
            a number that is no constant        ; 0a 02 | 10 63                     ; .binding             ; number 99 is no constant of
            a loan of 2 GiB                     ; 0a ff ff ff ff 07                 ; ''                   ; a length of 2147483647 bytes, of which 0 are there
            a loan of 4 GiB                     ; 0a ff ff ff ff 0f                 ; ''                   ; a length of 4294967295 bytes, of which 0 are there
            a text of 2 GiB                     ; 0a 07 | 0a ff ff ff ff 07 48      ; .title               ; the input ended unexpectedly in the middle of a field
            a text of a negative length         ; 0a 07 | 0a ff ff ff ff 0f 48      ; .title               ; claimed to have negative size
            an element longer than the loan     ; 0a 02 | 1a 7f                     ; .chapters[0]         ; a length of 127 bytes, of which 0 are there
            """)
    void isRefusedWithThePathAndHarmsNobody(String what, String message, String path, String problem)
            throws IOException {
        int pendingOnPool = isRefused("", message, path, problem);
        int pendingOnEventLoop = isRefused("direct", message, path, problem);

        bean.reserved.complete(10);
        assertThat(Set.of(isAnswered(peer, TEN), isAnswered(peer, TEN)))
                .containsExactlyInAnyOrder(pendingOnPool, pendingOnEventLoop);
    }

    /** Of a service in this group; returns the stream of a call that was begun before and is still open. */
    private int isRefused(String group, String message, String path, String problem) throws IOException {
        bean.lent.clear();
        int pending = call(peer, group, "reserve", "");

        int malformed = call(peer, group, "lend", message);
        Response refused = peer.read(Response.class);
        assertThat(refused.streamId()).isEqualTo(malformed);
        assertThat(refused.code()).isEqualTo(Code.INVALID_ARGUMENT.number());
        assertThat(refused.notExecuted()).isTrue();
        assertThat(refused.message())
                .startsWith("test.Library/lend: Library.lend(Loan)" + path + ": ")
                .contains(problem);
        assertThat(bean.lent).isEmpty();

        int next = call(peer, group, "lend", LOAN);
        assertThat(isAnswered(peer, SEVEN)).isEqualTo(next);
        call(neighbour, group, "lend", LOAN);
        isAnswered(neighbour, SEVEN);
        Loan loan = new Loan("Hi", Binding.HARD, List.of(), 7);
        assertThat(bean.lent).containsExactly(loan, loan);
        return pending;
    }

    private int call(RawPeer by, String group, String method, String message) throws IOException {
        MethodName name = new MethodName(new ServiceId("test.Library", group, ""), method);
        by.send(new Request(++lastStream, true, false, -1, name, 0, null, -1), bytes(message));
        return lastStream;
    }

    /** Returns the stream. */
    private static int isAnswered(RawPeer peer, String message) throws IOException {
        WithBody answer = peer.read();
        assertThat(answer).isNotNull();
        assertThat(answer.frame()).isInstanceOf(Response.class);
        Response response = (Response) answer.frame();
        assertThat(response.code()).as(String.valueOf(response)).isEqualTo(Code.OK.number());
        assertThat(answer.body()).isEqualTo(bytes(message));
        return response.streamId();
    }

    /** Bars stand between fields, for the eye. */
    private static byte[] bytes(String hex) {
        return HEX.parseHex(hex.replace(" | ", " "));
    }
}
