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

    /** State by getters and setters, the text included. */
    static class Rejected extends Exception {
        private final Object lock = new Object(); // private state: stays behind
        private String message = "initial";
        private List<String> reasons = List.of("initial");
        private int code;
        private boolean fatal = true;
        private Throwable origin = new IllegalStateException();

        @Override
        public String getMessage() {
            return message;
        }

        public void setMessage(String message) {
            this.message = message;
        }

        public List<String> getReasons() {
            return reasons;
        }

        public void setReasons(List<String> reasons) {
            this.reasons = reasons;
        }

        public int getCode() {
            return code;
        }

        public void setCode(int code) {
            this.code = code;
        }

        public boolean isFatal() {
            return fatal;
        }

        public void setFatal(boolean fatal) {
            this.fatal = fatal;
        }

        public Throwable getOrigin() {
            return origin;
        }

        public void setOrigin(Throwable origin) {
            this.origin = origin;
        }
    }

    /** Some state by constructor, some by setters. */
    static class Mixed extends Exception {
        private long id;

        @RpcField(9)
        private String hint;

        Mixed(String message, long id) {
            super(message);
            this.id = id;
        }

        public long getId() {
            return id;
        }

        public void setId(long id) {
            throw new UnsupportedOperationException("the constructor has done that");
        }

        public String getHint() {
            return hint;
        }

        public void setHint(String hint) {
            this.hint = hint;
        }
    }

    interface Beans {
        void put() throws Rejected, Mixed;
    }

    private static final ErrorMarshaller BEANS =
            Methods.of(Beans.class).get("put").errors();

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
    void stateWithGettersAndSettersArrives() {
        Rejected rejected = new Rejected();
        rejected.setMessage("no");
        rejected.setReasons(List.of("a", "b"));
        rejected.setCode(7);

        assertThat(BEANS.decode(BEANS.encode(rejected))).isInstanceOfSatisfying(Rejected.class, arrived -> {
            assertThat(arrived).hasMessage("no");
            assertThat(arrived.getReasons()).containsExactly("a", "b");
            assertThat(arrived.getCode()).isEqualTo(7);
            assertThat(arrived.isFatal()).isTrue();
        });
    }

    @Test
    void aPropertyThatIsAbsentKeepsNoInitialValue() {
        Rejected rejected = new Rejected();
        rejected.setMessage(null);
        rejected.setReasons(null);
        rejected.setFatal(false);

        assertThat(BEANS.decode(BEANS.encode(rejected))).isInstanceOfSatisfying(Rejected.class, arrived -> {
            assertThat(arrived).hasMessage(null);
            assertThat(arrived.getReasons()).isEmpty();
            assertThat(arrived.isFatal()).isFalse();
        });
    }

    @Test
    void settersAddToWhatTheConstructorTakes() {
        Mixed mixed = new Mixed("m", 5);
        mixed.setHint("h");

        assertThat(BEANS.decode(BEANS.encode(mixed))).isInstanceOfSatisfying(Mixed.class, arrived -> {
            assertThat(arrived).hasMessage("m");
            assertThat(arrived.getId()).isEqualTo(5);
            assertThat(arrived.getHint()).isEqualTo("h");
        });
    }

    @Test
    void propertiesAreNumberedAfterTheConstructorsStateOrPinned() {
        var errors = ContractReader.schema(Beans.class).errors("put");
        assertThat(errors.findFieldByName("rejected").getMessageType().getFields())
                .extracting(field -> field.getNumber() + " " + field.getJsonName())
                .containsExactly("1 message", "2 reasons", "3 code", "4 fatal");
        assertThat(errors.findFieldByName("mixed").getMessageType().getFields())
                .extracting(field -> field.getNumber() + " " + field.getJsonName())
                .containsExactly("1 message", "2 id", "9 hint");
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
