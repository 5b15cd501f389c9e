package io.rpcboot.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.RpcField;
import io.rpcboot.core.ErrorMarshaller;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

@SuppressWarnings("serial")
class DeclaredExceptionTest {

    static class NameTaken extends Exception {
        private final List<String> suggestions;
        private final int attempts;

        NameTaken(String message, List<String> suggestions, int attempts) {
            super(message);
            this.suggestions = suggestions;
            this.attempts = attempts;
        }

        public List<String> suggestions() {
            return suggestions;
        }

        public int getAttempts() {
            return attempts;
        }
    }

    static class NoSuchUser extends Exception {
        private final long userId;

        NoSuchUser(long userId) {
            super("no user " + userId);
            this.userId = userId;
        }
    }

    static class Broken extends RuntimeException {
        Broken(String text, Throwable cause) {
            super(text, cause);
        }
    }

    static class VeryBroken extends Broken {
        VeryBroken() {
            super("very", null);
        }
    }

    @RpcField(40)
    static class Pinned extends Exception {}

    interface Users {
        void register(String name)
                throws NameTaken, Exception, NoSuchUser, Broken, IOException, RuntimeException, Pinned;
    }

    interface ByNumber {
        void register(String name) throws Renamed;
    }

    static class Renamed extends Exception {
        Renamed(String message) {
            super(message);
        }
    }

    private static final ErrorMarshaller ERRORS =
            Methods.of(Users.class).get("register").errors();

    private static Throwable passed(Throwable error) {
        byte[] bytes = ERRORS.encode(error);
        assertThat(bytes).isNotNull();
        return ERRORS.decode(bytes);
    }

    @Test
    void stateAndTextArrive() {
        assertThat(passed(new NameTaken("taken", List.of("bob1", "bob2"), 3)))
                .isInstanceOfSatisfying(NameTaken.class, taken -> {
                    assertThat(taken).hasMessage("taken");
                    assertThat(taken.suggestions()).containsExactly("bob1", "bob2");
                    assertThat(taken.getAttempts()).isEqualTo(3);
                });
    }

    @Test
    void stateWithoutAccessorIsReadFromTheFieldAndTheConstructorRemakesTheText() {
        assertThat(passed(new NoSuchUser(42))).isInstanceOfSatisfying(NoSuchUser.class, missing -> {
            assertThat(missing.userId).isEqualTo(42);
            assertThat(missing).hasMessage("no user 42");
        });
    }

    @Test
    void theCauseStaysBehind() {
        assertThat(passed(new Broken("b", new IllegalStateException())))
                .isInstanceOf(Broken.class)
                .hasMessage("b")
                .hasNoCause();
    }

    @Test
    void theNearestDeclaredSupertypeIsTaken() {
        assertThat(passed(new VeryBroken())).isExactlyInstanceOf(Broken.class).hasMessage("very");
        assertThat(passed(new java.io.FileNotFoundException("f")))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("f");
    }

    @Test
    void anExceptionWithoutTextHasNone() {
        assertThat(passed(new IOException((String) null))).hasMessage(null);
    }

    @Test
    void whatIsNotDeclaredIsNotCarried() {
        assertThat(ERRORS.encode(new IllegalStateException())).isNull();
        assertThat(ERRORS.encode(new Exception())).isNull();
        assertThat(ERRORS.encode(new OutOfMemoryError())).isNull();
    }

    @Test
    void numbersAreThePositionsInTheThrowsClauseUnlessPinned() {
        var errors = ContractReader.schema(Users.class).errors("register");
        assertThat(errors.getFields())
                .extracting(field ->
                        field.getNumber() + " " + field.getMessageType().getName())
                .containsExactly("1 NameTaken", "3 NoSuchUser", "4 Broken", "5 IOException", "40 Pinned");
        assertThat(errors.getOneofs()).hasSize(1);
        assertThat(ERRORS.encode(new Pinned())).startsWith((byte) (40 << 3 | 2 | 0x80));
    }

    @Test
    void namesDoNotMatter() {
        byte[] bytes = ERRORS.encode(new NameTaken("taken", List.of(), 0));
        assertThat(Methods.of(ByNumber.class).get("register").errors().decode(bytes))
                .isInstanceOf(Renamed.class)
                .hasMessage("taken");
    }

    @Test
    void detailsThatCannotBeReadAreNoException() {
        assertThat(ERRORS.decode(new byte[] {1, 2, 3})).isNull();
        assertThat(ERRORS.decode(new byte[0])).isNull();
        assertThat(ERRORS.decode(new byte[] {(byte) 0x92, 1, 0})).isNull(); // number 18
    }
}
