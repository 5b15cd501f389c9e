package io.rpcboot.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.core.Marshaller;
import io.rpcboot.schema.JavaType;
import io.rpcboot.schema.ShapeReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MarshallerFactoryTest {

    record Name(String first, String last) {}

    record User(long id, Name name) {}

    private static final String USER = User.class.getName();
    private static final String NAME = Name.class.getName();

    private final List<String> generated = new ArrayList<>();
    private final Queue<Runnable> later = new ArrayDeque<>();

    private final MarshallerFactory factory = new MarshallerFactory(
            (name, fields, maker) -> {
                generated.add(name);
                return MessageBodies.of(name, fields, maker);
            },
            later::add);

    private final Marshaller<@Nullable Object> marshaller = factory.response(
            new ShapeReader().result("FindResponse", JavaType.of(User.class), "Users.find"), "Users.find");

    @Test
    void codeIsNotGeneratedWhileTheApplicationStarts() {
        factory.finish();

        assertThat(generated).isEmpty();
    }

    @Test
    void codeIsGeneratedForAllMessagesAfterTheStart() {
        factory.finish();
        later.remove().run();
        assertThat(generated).containsExactlyInAnyOrder("FindResponse", USER, NAME);

        marshaller.encode(new User(7, new Name("a", "b")));
        assertThat(generated).hasSize(3);
    }

    @Test
    void aCallThatComesBeforeThatGeneratesWhatItNeeds() {
        factory.finish();
        byte[] bytes = marshaller.encode(new User(7, null));
        assertThat(generated).containsExactly("FindResponse", USER);
        assertThat(marshaller.decode(bytes, 0, bytes.length)).isEqualTo(new User(7, null));

        later.remove().run();
        assertThat(generated).containsExactly("FindResponse", USER, NAME);
    }
}
