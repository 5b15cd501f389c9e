package io.rpcboot.codec;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Goes from field to field and holds all values as objects: for where no code can be generated, as in native images. */
final class FieldwiseBody extends MessageBody {

    private static final int MAX_TABLE = 256;
    private static final MethodType GETTER = MethodType.methodType(Object.class, Object.class);
    private static final MethodType SETTER = MethodType.methodType(void.class, Object.class, Object.class);

    private final FieldCodec[] fields;
    private final MethodHandle[] getters;

    /** Indexes of fields, by ascending number: the order in which they are written. */
    private final int[] order;

    /** Indexes of fields by number, -1 if there is none; those of high numbers are looked for. */
    private final int[] indexOfNumber;

    /** {@code (Object[])Object}. */
    private final MethodHandle constructor;

    private final int[] parameters;
    private final @Nullable MethodHandle[] setters;

    FieldwiseBody(String name, List<MessageField> fields, Maker maker) {
        super(name, fields);
        this.fields = fields.stream().map(MessageField::codec).toArray(FieldCodec[]::new);
        getters = fields.stream().map(field -> field.getter().asType(GETTER)).toArray(MethodHandle[]::new);
        order = IntStream.range(0, this.fields.length)
                .boxed()
                .sorted(Comparator.comparingInt(index -> this.fields[index].number))
                .mapToInt(Integer::intValue)
                .toArray();
        indexOfNumber = IntStream.range(0, MAX_TABLE).map(this::find).toArray();
        constructor = maker.constructor()
                .asType(maker.constructor().type().generic())
                .asSpreader(Object[].class, maker.parameters().size());
        parameters = maker.parameters().stream().mapToInt(Integer::intValue).toArray();
        setters = maker.setters().stream()
                .map(setter -> setter == null ? null : setter.asType(SETTER))
                .toArray(MethodHandle[]::new);
    }

    private int find(int number) {
        for (int i = 0; i < fields.length; i++) {
            if (fields[i].number == number) {
                return i;
            }
        }
        return NO_FIELD;
    }

    private @Nullable Object make(@Nullable Object[] held) throws Throwable {
        @Nullable Object[] arguments = new Object[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            arguments[i] = parameters[i] < 0 ? null : held[parameters[i]];
        }
        Object made = (Object) constructor.invokeExact(arguments);
        for (int i = 0; i < setters.length; i++) {
            MethodHandle setter = setters[i];
            if (setter != null) {
                setter.invokeExact(made, held[i]);
            }
        }
        return made;
    }

    @Override
    int size(@Nullable Object owner, Encoding encoding) {
        int current = NO_FIELD;
        try {
            int size = 0;
            for (int index : order) {
                current = index;
                Object held = (Object) getters[index].invokeExact(owner);
                size = Encoding.add(size, fields[index].size(held, encoding));
            }
            return size;
        } catch (Throwable e) {
            throw fault(e, current);
        }
    }

    @Override
    void write(@Nullable Object owner, Encoding encoding) {
        int current = NO_FIELD;
        try {
            for (int index : order) {
                current = index;
                Object held = (Object) getters[index].invokeExact(owner);
                fields[index].write(held, encoding);
            }
        } catch (Throwable e) {
            throw writeFault(e, current);
        }
    }

    @Override
    @Nullable
    Object read(Decoding decoding) {
        int current = NO_FIELD;
        try {
            @Nullable Object[] held = new Object[fields.length];
            for (int tag = decoding.tag(); tag != 0; tag = decoding.tag()) {
                int number = tag >>> 3;
                current = number < MAX_TABLE ? indexOfNumber[number] : find(number);
                if (current == NO_FIELD) {
                    decoding.skip(tag);
                } else {
                    held[current] = fields[current].read(tag, decoding, held[current]);
                    current = NO_FIELD;
                }
            }
            for (int i = 0; i < held.length; i++) {
                held[i] = fields[i].finish(held[i]);
            }
            current = MAKING;
            return make(held);
        } catch (Throwable e) {
            throw fault(e, current);
        }
    }
}
