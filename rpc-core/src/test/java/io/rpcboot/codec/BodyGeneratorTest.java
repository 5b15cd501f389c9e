package io.rpcboot.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.schema.FieldShape;
import io.rpcboot.schema.Presence;
import io.rpcboot.schema.ProtoType;
import io.rpcboot.schema.RepeatedShape;
import io.rpcboot.schema.ScalarShape;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BodyGeneratorTest {

    private static final MethodHandle SETTER =
            MethodHandles.empty(MethodType.methodType(void.class, Object.class, Object.class));

    /** Of texts, and a constructor that takes none of them: the least code. */
    private static MessageBody texts(int fieldCount) {
        ScalarShape text = new ScalarShape(String.class, ProtoType.STRING, null);
        return body(
                IntStream.rangeClosed(1, fieldCount)
                        .mapToObj(i -> new FieldShape("f", ".f", i, Presence.EXPLICIT, text, String.class, null, null))
                        .<FieldCodec>map(shape -> new ValueField(shape, ScalarCodecs.of(text), null))
                        .toList(),
                null);
    }

    /** Of packed lists, which may come in two forms, and their setters: the most code. */
    private static MessageBody bean(int fieldCount) {
        ScalarShape number = new ScalarShape(Integer.class, ProtoType.INT32, null);
        RepeatedShape list = new RepeatedShape(List.class, number);
        return body(
                IntStream.rangeClosed(1, fieldCount)
                        .mapToObj(i -> new FieldShape("f", ".f", i, Presence.REPEATED, list, List.class, null, null))
                        .<FieldCodec>map(shape -> new RepeatedField(shape, List.class, ScalarCodecs.of(number)))
                        .toList(),
                SETTER);
    }

    private static MessageBody body(List<FieldCodec> codecs, @Nullable MethodHandle setter) {
        return MessageBodies.of(
                "Message",
                codecs.stream()
                        .map(codec -> new MessageField(codec, MethodHandles.identity(Object.class)))
                        .toList(),
                new Maker(
                        MethodHandles.constant(Object.class, "made"),
                        List.of(),
                        Collections.nCopies(codecs.size(), setter)));
    }

    @Test
    void aMessageHasCodeOfItsOwn() {
        assertThat(texts(0).getClass()).matches(Class::isHidden);
        assertThat(bean(100).getClass()).matches(Class::isHidden);
        assertThat(texts(150).getClass())
                .matches(Class::isHidden)
                .isNotSameAs(texts(150).getClass());
    }

    @Test
    void aMessageOfMoreCodeThanTheCompilerTakesHasNone() {
        assertThat(bean(150)).isInstanceOf(FieldwiseBody.class);
        assertThat(texts(300)).isInstanceOf(FieldwiseBody.class);
        assertThat(bean(5_000)).isInstanceOf(FieldwiseBody.class);
    }

    @Test
    void theMakerMakesWhatIsRead() {
        for (int fieldCount : new int[] {0, 100, 300}) {
            assertThat(texts(fieldCount).read(new Decoding(new byte[0], 0, 0))).isEqualTo("made");
            assertThat(bean(fieldCount).read(new Decoding(new byte[0], 0, 0))).isEqualTo("made");
        }
    }
}
