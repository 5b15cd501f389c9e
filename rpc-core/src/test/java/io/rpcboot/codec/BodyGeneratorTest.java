package io.rpcboot.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.schema.FieldShape;
import io.rpcboot.schema.Presence;
import io.rpcboot.schema.ProtoType;
import io.rpcboot.schema.ScalarShape;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BodyGeneratorTest {

    private static MessageBody body(int fieldCount) {
        ScalarShape text = new ScalarShape(String.class, ProtoType.STRING, null);
        List<MessageField> fields = new ArrayList<>();
        for (int i = 1; i <= fieldCount; i++) {
            FieldShape shape = new FieldShape("f", ".f", i, Presence.EXPLICIT, text, String.class, null, null);
            ValueField codec = new ValueField(shape, ScalarCodecs.of(text), null);
            fields.add(new MessageField(codec, MethodHandles.identity(Object.class)));
        }
        return BodyGenerator.body(
                "Message",
                fields,
                new Maker(
                        MethodHandles.constant(Object.class, "made"),
                        List.of(),
                        Collections.nCopies(fieldCount, null)));
    }

    @Test
    void aMessageHasCodeOfItsOwn() {
        assertThat(body(0).getClass()).matches(Class::isHidden);
        assertThat(body(150).getClass())
                .matches(Class::isHidden)
                .isNotSameAs(body(150).getClass());
    }

    @Test
    void aMessageOfMoreCodeThanTheCompilerTakesHasNone() {
        assertThat(body(151)).isInstanceOf(FieldwiseBody.class);
    }

    @Test
    void theMakerMakesWhatIsRead() {
        for (int fieldCount : new int[] {0, 150, 151}) {
            assertThat(body(fieldCount).read(new Decoding(new byte[0], 0, 0))).isEqualTo("made");
        }
    }
}
