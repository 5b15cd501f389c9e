package io.rpcboot.codec;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Generates one class a message. For {@code record User(long id, String name, List<String> tags)} it says what this
 * would say in Java:
 *
 * <pre>{@code
 * final class GeneratedBody extends MessageBody {
 *     int size(Object owner, Encoding encoding) {
 *         int current = NO_FIELD;
 *         try {
 *             int size = 0;
 *             current = 0;                                               // a primitive
 *             size = add(size, PrimitiveFields.size(1, (long) GETTER_0.invokeExact(owner)));
 *             current = 1;                                               // a value that is there or null
 *             Object held = (Object) GETTER_1.invokeExact(owner);
 *             if (held != null) {
 *                 size = add(size, 1 + STRING_CODEC.size(held, encoding));
 *             }
 *             current = 2;                                               // anything else
 *             size = add(size, TAGS_FIELD.size((Object) GETTER_2.invokeExact(owner), encoding));
 *             return size;
 *         } catch (Throwable e) {
 *             throw fault(e, current);                                   // knows the field's name
 *         }
 *     }
 *
 *     void write(Object owner, Encoding encoding) { … }                  // likewise
 *
 *     Object read(Decoding decoding) {
 *         int current = NO_FIELD;
 *         try {
 *             long id = 0;
 *             Object name = null, tags = null;
 *             int tag;
 *             while ((tag = decoding.tag()) != 0) {
 *                 switch (tag) {
 *                     case 8:  current = 0; id = PrimitiveFields.readLong(decoding); break;
 *                     case 18: current = 1; name = STRING_CODEC.readNullable(decoding); break;
 *                     case 26: current = 2; tags = TAGS_FIELD.read(tag, decoding, tags); break;
 *                     default: other(tag, decoding);
 *                 }
 *                 current = NO_FIELD;
 *             }
 *             tags = TAGS_FIELD.finish(tags);
 *             current = MAKING;
 *             return (Object) CONSTRUCTOR.invokeExact(id, name, tags);
 *         } catch (Throwable e) {
 *             throw fault(e, current);
 *         }
 *     }
 * }
 * }</pre>
 *
 * Names in capitals are constants of the class, its <em>class data</em>, which the JIT compiler takes as such: it calls
 * through method handles and codecs directly and compiles a message's code into one piece. Users' types are reached by
 * method handles alone and are never named, so that it does not matter in which module or class loader they are, or
 * whether they are public. The class is hidden: it goes when the marshaller goes.
 */
final class BodyGenerator {

    /** HotSpot's HugeMethodLimit: it interprets methods of more bytes for ever. */
    private static final int MAX_CODE = 8_000;

    private static final Handle CLASS_DATA_AT = new Handle(
            Opcodes.H_INVOKESTATIC,
            Type.getInternalName(MethodHandles.class),
            "classDataAt",
            MethodType.methodType(Object.class, MethodHandles.Lookup.class, String.class, Class.class, int.class)
                    .descriptorString(),
            false);

    private static final String BODY = Type.getInternalName(MessageBody.class);
    private static final String ENCODER = Type.getInternalName(Encoding.class);
    private static final String PRIMITIVES = Type.getInternalName(PrimitiveFields.class);
    private static final MethodType CONSTRUCTOR = MethodType.methodType(void.class, String.class, List.class);

    private final String name;
    private final List<MessageField> fields;
    private final Maker maker;
    private final List<Object> constants = new ArrayList<>();

    private BodyGenerator(String name, List<MessageField> fields, Maker maker) {
        this.name = name;
        this.fields = fields;
        this.maker = maker;
    }

    /** The body of a message with these fields, which are in the maker's order; null if its code would be too long. */
    static @Nullable MessageBody body(String name, List<MessageField> fields, Maker maker) {
        return new BodyGenerator(name, fields, maker).generate();
    }

    private @Nullable MessageBody generate() {
        ClassWriter type = new ClassWriter(ClassWriter.COMPUTE_MAXS | ClassWriter.COMPUTE_FRAMES) {
            @Override
            protected String getCommonSuperClass(String one, String other) {
                return "java/lang/Object"; // without loading them; there is no more specific one in this code
            }
        };
        String generated = BODY.replace("MessageBody", "GeneratedBody");
        type.visit(
                Opcodes.V17,
                Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC,
                generated,
                null,
                BODY,
                null);
        constructor(type);
        List<Integer> byNumber = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            byNumber.add(i);
        }
        byNumber.sort(Comparator.comparingInt(index -> fields.get(index).codec().number));
        if (!new Writing(type, "size", int.class, "fault").size(byNumber)
                || !new Writing(type, "write", void.class, "writeFault").write(byNumber)
                || !new Reading(type).read()) {
            return null;
        }
        type.visitEnd();
        try {
            MethodHandles.Lookup hidden = MethodHandles.lookup()
                    .defineHiddenClassWithClassData(type.toByteArray(), List.copyOf(constants), true);
            return (MessageBody) hidden.findConstructor(hidden.lookupClass(), CONSTRUCTOR)
                    .asType(CONSTRUCTOR.changeReturnType(MessageBody.class))
                    .invokeExact(name, fields);
        } catch (Throwable e) {
            throw new IllegalStateException("The code for " + name + " cannot be made", e);
        }
    }

    private static void constructor(ClassWriter type) {
        MethodVisitor code = type.visitMethod(0, "<init>", CONSTRUCTOR.descriptorString(), null, null);
        code.visitCode();
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitVarInsn(Opcodes.ALOAD, 1);
        code.visitVarInsn(Opcodes.ALOAD, 2);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, BODY, "<init>", CONSTRUCTOR.descriptorString(), false);
        code.visitInsn(Opcodes.RETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    /** What all three methods have: the field at hand, constants, and the end that turns what is thrown into a fault. */
    private abstract class Code {

        final MethodVisitor code;
        private final int current;
        private final String fault;
        private final Label start = new Label();

        /** Begins a method whose next free local variable is the field at hand. */
        Code(ClassWriter type, String method, MethodType signature, String fault) {
            code = type.visitMethod(0, method, signature.descriptorString(), null, null);
            current = 1 + signature.parameterCount();
            this.fault = fault;
            code.visitCode();
            current(MessageBody.NO_FIELD);
            code.visitLabel(start);
        }

        final void current(int index) {
            push(index);
            code.visitVarInsn(Opcodes.ISTORE, current);
        }

        final void push(int value) {
            if (value >= -1 && value <= 5) {
                code.visitInsn(Opcodes.ICONST_0 + value);
            } else {
                code.visitLdcInsn(value);
            }
        }

        final void constant(Class<?> type, Object value) {
            int index = constants.indexOf(value);
            if (index < 0) {
                index = constants.size();
                constants.add(value);
            }
            code.visitLdcInsn(new ConstantDynamic("_", type.descriptorString(), CLASS_DATA_AT, index));
        }

        final void invokeHandle(MethodHandle handle) {
            code.visitMethodInsn(
                    Opcodes.INVOKEVIRTUAL,
                    Type.getInternalName(MethodHandle.class),
                    "invokeExact",
                    handle.type().descriptorString(),
                    false);
        }

        final void invokeVirtual(Class<?> owner, String method, Class<?> returned, Class<?>... parameters) {
            code.visitMethodInsn(
                    Opcodes.INVOKEVIRTUAL,
                    Type.getInternalName(owner),
                    method,
                    MethodType.methodType(returned, parameters).descriptorString(),
                    false);
        }

        final void invokeStatic(String owner, String method, Class<?> returned, Class<?>... parameters) {
            code.visitMethodInsn(
                    Opcodes.INVOKESTATIC,
                    owner,
                    method,
                    MethodType.methodType(returned, parameters).descriptorString(),
                    false);
        }

        /** After the last return. Gives back whether the compiler will take the method. */
        final boolean end() {
            Label handler = new Label();
            code.visitTryCatchBlock(start, handler, handler, Type.getInternalName(Throwable.class));
            code.visitLabel(handler);
            int thrown = current + 1;
            code.visitVarInsn(Opcodes.ASTORE, thrown);
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitVarInsn(Opcodes.ALOAD, thrown);
            code.visitVarInsn(Opcodes.ILOAD, current);
            invokeVirtual(MessageBody.class, fault, Fault.class, Throwable.class, int.class);
            code.visitInsn(Opcodes.ATHROW);
            Label end = new Label();
            code.visitLabel(end);
            if (end.getOffset() > MAX_CODE) {
                return false; // before frames are computed, which of thousands of fields would take long
            }
            code.visitMaxs(0, 0);
            code.visitEnd();
            return true;
        }
    }

    /** {@code size} and {@code write}. */
    private final class Writing extends Code {

        private static final int OWNER = 1;
        private static final int ENCODING = 2;
        private static final int HELD = 4;
        private static final int SIZE = 5;

        Writing(ClassWriter type, String method, Class<?> returned, String fault) {
            super(type, method, MethodType.methodType(returned, Object.class, Encoding.class), fault);
        }

        boolean size(List<Integer> byNumber) {
            push(0);
            code.visitVarInsn(Opcodes.ISTORE, SIZE);
            for (int index : byNumber) {
                current(index);
                MessageField field = fields.get(index);
                ValueCodec plain = plain(field);
                Label absent = new Label();
                if (plain != null) {
                    get(field);
                    code.visitVarInsn(Opcodes.ASTORE, HELD);
                    code.visitVarInsn(Opcodes.ALOAD, HELD);
                    code.visitJumpInsn(Opcodes.IFNULL, absent);
                }
                code.visitVarInsn(Opcodes.ILOAD, SIZE);
                if (field.isPrimitive()) {
                    push(field.codec().tagSize);
                    get(field);
                    invokeStatic(PRIMITIVES, "size", int.class, int.class, field.type());
                } else if (plain != null) {
                    push(field.codec().tagSize);
                    constant(ValueCodec.class, plain);
                    code.visitVarInsn(Opcodes.ALOAD, HELD);
                    code.visitVarInsn(Opcodes.ALOAD, ENCODING);
                    invokeVirtual(ValueCodec.class, "size", int.class, Object.class, Encoding.class);
                    code.visitInsn(Opcodes.IADD);
                } else {
                    constant(FieldCodec.class, field.codec());
                    get(field);
                    code.visitVarInsn(Opcodes.ALOAD, ENCODING);
                    invokeVirtual(FieldCodec.class, "size", int.class, Object.class, Encoding.class);
                }
                invokeStatic(ENCODER, "add", int.class, int.class, int.class);
                code.visitVarInsn(Opcodes.ISTORE, SIZE);
                code.visitLabel(absent);
            }
            code.visitVarInsn(Opcodes.ILOAD, SIZE);
            code.visitInsn(Opcodes.IRETURN);
            return end();
        }

        boolean write(List<Integer> byNumber) {
            for (int index : byNumber) {
                current(index);
                MessageField field = fields.get(index);
                ValueCodec plain = plain(field);
                if (field.isPrimitive()) {
                    push(field.codec().tag);
                    get(field);
                    code.visitVarInsn(Opcodes.ALOAD, ENCODING);
                    invokeStatic(PRIMITIVES, "write", void.class, int.class, field.type(), Encoding.class);
                } else if (plain != null) {
                    Label absent = new Label();
                    get(field);
                    code.visitVarInsn(Opcodes.ASTORE, HELD);
                    code.visitVarInsn(Opcodes.ALOAD, HELD);
                    code.visitJumpInsn(Opcodes.IFNULL, absent);
                    code.visitVarInsn(Opcodes.ALOAD, ENCODING);
                    push(field.codec().tag);
                    invokeVirtual(Encoding.class, "uint32", void.class, int.class);
                    constant(ValueCodec.class, plain);
                    code.visitVarInsn(Opcodes.ALOAD, HELD);
                    code.visitVarInsn(Opcodes.ALOAD, ENCODING);
                    invokeVirtual(ValueCodec.class, "write", void.class, Object.class, Encoding.class);
                    code.visitLabel(absent);
                } else {
                    constant(FieldCodec.class, field.codec());
                    get(field);
                    code.visitVarInsn(Opcodes.ALOAD, ENCODING);
                    invokeVirtual(FieldCodec.class, "write", void.class, Object.class, Encoding.class);
                }
            }
            code.visitInsn(Opcodes.RETURN);
            return end();
        }

        private void get(MessageField field) {
            constant(MethodHandle.class, field.getter());
            code.visitVarInsn(Opcodes.ALOAD, OWNER);
            invokeHandle(field.getter());
        }
    }

    /** {@code read}. Each field has a local variable. */
    private final class Reading extends Code {

        private static final int DECODING = 1;
        private static final int TAG = 3;

        private final int[] locals = new int[fields.size()];
        private int nextLocal = TAG + 1;

        Reading(ClassWriter type) {
            super(type, "read", MethodType.methodType(Object.class, Decoding.class), "fault");
        }

        boolean read() {
            for (int i = 0; i < locals.length; i++) {
                locals[i] = nextLocal;
                Type type = Type.getType(fields.get(i).type());
                nextLocal += type.getSize();
                zero(type);
                code.visitVarInsn(type.getOpcode(Opcodes.ISTORE), locals[i]);
            }
            Label next = new Label();
            Label end = new Label();
            Label other = new Label();
            Map<Integer, Label> cases = new TreeMap<>(Map.of(0, end));
            List<Label> labels = new ArrayList<>();
            for (MessageField field : fields) {
                Label label = new Label();
                labels.add(label);
                cases.put(field.codec().tag, label);
                if (field.codec().otherTag() != 0) {
                    cases.put(field.codec().otherTag(), label);
                }
            }
            code.visitLabel(next);
            current(MessageBody.NO_FIELD);
            code.visitVarInsn(Opcodes.ALOAD, DECODING);
            invokeVirtual(Decoding.class, "tag", int.class);
            code.visitInsn(Opcodes.DUP);
            code.visitVarInsn(Opcodes.ISTORE, TAG);
            code.visitLookupSwitchInsn(
                    other,
                    cases.keySet().stream().mapToInt(Integer::intValue).toArray(),
                    cases.values().toArray(Label[]::new));
            for (int i = 0; i < locals.length; i++) {
                code.visitLabel(labels.get(i));
                current(i);
                readField(i);
                code.visitJumpInsn(Opcodes.GOTO, next);
            }
            code.visitLabel(other);
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitVarInsn(Opcodes.ILOAD, TAG);
            code.visitVarInsn(Opcodes.ALOAD, DECODING);
            invokeVirtual(MessageBody.class, "other", void.class, int.class, Decoding.class);
            code.visitJumpInsn(Opcodes.GOTO, next);

            code.visitLabel(end);
            for (int i = 0; i < locals.length; i++) {
                finishField(i);
            }
            current(MessageBody.MAKING);
            construct();
            fill();
            code.visitInsn(Opcodes.ARETURN);
            return end();
        }

        private void zero(Type type) {
            switch (type.getSort()) {
                case Type.LONG -> code.visitInsn(Opcodes.LCONST_0);
                case Type.FLOAT -> code.visitInsn(Opcodes.FCONST_0);
                case Type.DOUBLE -> code.visitInsn(Opcodes.DCONST_0);
                case Type.OBJECT -> code.visitInsn(Opcodes.ACONST_NULL);
                default -> code.visitInsn(Opcodes.ICONST_0);
            }
        }

        private void readField(int index) {
            MessageField field = fields.get(index);
            ValueCodec plain = plain(field);
            if (field.isPrimitive()) {
                String type = field.type().getName();
                code.visitVarInsn(Opcodes.ALOAD, DECODING);
                invokeStatic(
                        PRIMITIVES,
                        "read" + Character.toUpperCase(type.charAt(0)) + type.substring(1),
                        field.type(),
                        Decoding.class);
            } else if (plain != null) {
                constant(ValueCodec.class, plain);
                code.visitVarInsn(Opcodes.ALOAD, DECODING);
                invokeVirtual(ValueCodec.class, "readNullable", Object.class, Decoding.class);
            } else {
                constant(FieldCodec.class, field.codec());
                code.visitVarInsn(Opcodes.ILOAD, TAG);
                code.visitVarInsn(Opcodes.ALOAD, DECODING);
                code.visitVarInsn(Opcodes.ALOAD, locals[index]);
                invokeVirtual(FieldCodec.class, "read", Object.class, int.class, Decoding.class, Object.class);
            }
            code.visitVarInsn(Type.getType(field.type()).getOpcode(Opcodes.ISTORE), locals[index]);
        }

        private void finishField(int index) {
            MessageField field = fields.get(index);
            if (!field.isPrimitive() && field.codec().needsFinish()) {
                constant(FieldCodec.class, field.codec());
                code.visitVarInsn(Opcodes.ALOAD, locals[index]);
                invokeVirtual(FieldCodec.class, "finish", Object.class, Object.class);
                code.visitVarInsn(Opcodes.ASTORE, locals[index]);
            }
        }

        private void load(int index) {
            Type type = Type.getType(fields.get(index).type());
            code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), locals[index]);
        }

        private void construct() {
            constant(MethodHandle.class, maker.constructor());
            for (int index : maker.parameters()) {
                if (index < 0) {
                    code.visitInsn(Opcodes.ACONST_NULL);
                } else {
                    load(index);
                }
            }
            invokeHandle(maker.constructor());
        }

        /** Of the object on the stack, which stays there. */
        private void fill() {
            for (int i = 0; i < locals.length; i++) {
                MethodHandle setter = maker.setters().get(i);
                if (setter != null) {
                    code.visitVarInsn(Opcodes.ASTORE, nextLocal);
                    constant(MethodHandle.class, setter);
                    code.visitVarInsn(Opcodes.ALOAD, nextLocal);
                    load(i);
                    invokeHandle(setter);
                    code.visitVarInsn(Opcodes.ALOAD, nextLocal);
                }
            }
        }
    }

    private static @Nullable ValueCodec plain(MessageField field) {
        return !field.isPrimitive() && field.codec() instanceof ValueField value ? value.plain() : null;
    }
}
