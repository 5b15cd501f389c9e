package io.rpcboot.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryAddressTest {

    private static final String FORMS = "; use zookeeper://host:port[,host:port...][/chroot],"
            + " embedded[:port][?data=directory], or memory[:name] for tests";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "zookeeper://127.0.0.1:2181            | zookeeper://127.0.0.1:2181",
                "ZooKeeper://zk                        | zookeeper://zk:2181",
                "zookeeper://h1:2181,h2:2182/a/b       | zookeeper://h1:2181,h2:2182/a/b",
                "zookeeper://h1, h2/                   | zookeeper://h1:2181,h2:2181",
                "zookeeper://[::1]:2181,[fe80::1]/x    | zookeeper://[::1]:2181,[fe80::1]:2181/x",
                "embedded                              | embedded:2181",
                "embedded:0                            | embedded:0",
                "embedded?data=target/zk               | embedded:2181?data=target/zk",
                "embedded:2182?data=/var/zk            | embedded:2182?data=/var/zk",
                "memory                                | memory",
                "memory:test                           | memory:test",
            })
    void everyFormIsUnderstood(String text, String meaning) {
        assertThat(RegistryAddress.parse(text)).hasToString(meaning);
        assertThat(RegistryAddress.parse(meaning)).isEqualTo(RegistryAddress.parse(text));
    }

    @Test
    void anEnsembleAndItsChrootAreToldApart() {
        RegistryAddress.ZooKeeper address = (RegistryAddress.ZooKeeper) RegistryAddress.parse("zookeeper://a:1,b:2/c");

        assertThat(address.connectString()).isEqualTo("a:1,b:2");
        assertThat(address.chroot()).isEqualTo("/c");
    }

    @Test
    void anEmbeddedOneHasItsDirectory() {
        assertThat(RegistryAddress.parse("embedded:7?data=x")).isEqualTo(new RegistryAddress.Embedded(7, Path.of("x")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                        | it has none of the known forms",
                "redis://h:1               | it has none of the known forms",
                "memory:                   | it has none of the known forms",
                "127.0.0.1:2181            | it has no scheme; did you mean zookeeper://127.0.0.1:2181?",
                "zookeeper://              | \"\" is not host:port",
                "zookeeper://h1,,h2        | \"\" is not host:port",
                "zookeeper://h 1           | \"h 1\" is not host:port",
                "zookeeper://h1:           | port \"\" is not within 1..65535",
                "zookeeper://h1:x          | port \"x\" is not within 1..65535",
                "zookeeper://h1:0          | port \"0\" is not within 1..65535",
                "zookeeper://h1:65536      | port \"65536\" is not within 1..65535",
                "zookeeper://h1//x         | \"//x\" cannot be a node's path",
                "zookeeper://h1/a/../b     | \"/a/../b\" cannot be a node's path",
                "zookeeper://[::1]2181     | \"[::1]2181\" is not host:port",
                "embedded:-1               | port \"-1\" is not within 0..65535",
                "embedded:                 | port \"\" is not within 0..65535",
                "embedded?dir=x            | \"?dir=x\" is not ?data=directory",
            })
    void anyOtherTextIsRefusedWithWhatIsWrongAndTheForms(String text, String why) {
        assertThatThrownBy(() -> RegistryAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("registry address \"" + text + "\" is not valid: " + why + FORMS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "zookeeper://me:secret@h1:2181         | zookeeper://***@h1:2181",
                "ZooKeeper://me:secret@h1,you:x@h2/a   | ZooKeeper://***@h2/a",
                "zookeeper://me:2/secret@h1            | zookeeper://***@h1",
                "zookeeper://me:2@secret@h1            | zookeeper://***@h1",
            })
    void userNameAndPasswordAreNoPartOfItAndNotRepeated(String text, String shown) {
        assertThatThrownBy(() -> RegistryAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("registry address \"" + shown + "\" is not valid: user name and password are no part of it;"
                        + " set rpc.registry.username and rpc.registry.password" + FORMS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redis://me:secret@h1 | redis://***@h1 | it has none of the known forms",
                "me:secret@h1:2181    | ***@h1:2181    | it has none of the known forms",
                "h1:1,me:secret@h2:2  | ***@h2:2       | it has no scheme; did you mean zookeeper://***@h2:2?",
            })
    void aPasswordIsNotRepeatedInAnyOtherTextEither(String text, String shown, String why) {
        assertThatThrownBy(() -> RegistryAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("registry address \"" + shown + "\" is not valid: " + why + FORMS);
    }
}
