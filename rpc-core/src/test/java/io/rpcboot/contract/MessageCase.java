package io.rpcboot.contract;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.rpcboot.RpcField;
import io.rpcboot.core.Marshaller;
import io.rpcboot.schema.ProtoSchema;
import io.rpcboot.testproto.ProtoUser;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A request or response of a generated contract, with a value for it. To see one again: run with
 * {@code -Dcontract.seed=…} as its text says.
 *
 * @param contract whose it is
 * @param method whose it is
 * @param isRequest or else the response
 * @param descriptor the exported one of the message
 * @param seed what the value is made from
 */
record MessageCase(
        GeneratedContract contract, ContractMethod method, boolean isRequest, Descriptor descriptor, long seed) {

    /** The first seed of the contracts. */
    static final long FIRST = Long.getLong("contract.seed", 1);

    /** How many contracts there are. */
    static final int CONTRACTS = Integer.getInteger("contract.count", 250);

    /** How many values each of a contract's messages gets. */
    private static final int VALUES = 8;

    /** Those of a hand-written contract, then those of contracts from consecutive seeds. */
    static Stream<MessageCase> all() {
        GeneratedContract everything = new GeneratedContract(0, Everything.Service.class, "Everything");
        return Stream.concat(Stream.of(everything), GeneratedContract.from(FIRST, CONTRACTS))
                .flatMap(contract -> of(contract).stream());
    }

    private static List<MessageCase> of(GeneratedContract contract) {
        List<MessageCase> cases = new ArrayList<>();
        ProtoSchema schema = ContractReader.schema(contract.type());
        for (ContractMethod method : ContractReader.read(contract.type()).methods()) {
            String name = method.descriptor().name();
            for (int i = 0; i < VALUES; i++) {
                long seed = contract.seed() * 31 + i;
                cases.add(new MessageCase(contract, method, true, schema.request(name), seed));
                cases.add(new MessageCase(contract, method, false, schema.response(name), seed));
            }
        }
        return cases;
    }

    private Method javaMethod() {
        return method.javaMethod();
    }

    private Type resultType() {
        Type type = javaMethod().getGenericReturnType();
        return Types.raw(type) == CompletableFuture.class ? Types.argument(type, 0) : type;
    }

    /** With what the text of each error begins. */
    String path() {
        return contract.type().getSimpleName() + "." + javaMethod().getName() + "(";
    }

    /** Arguments or a result. */
    Object value() {
        Arbitrary arbitrary = new Arbitrary(seed);
        boolean isWhole = descriptor == ProtoUser.getDescriptor();
        if (!isRequest) {
            return resultType() == void.class
                    ? null
                    : isWhole ? arbitrary.value(resultType()) : arbitrary.nullable(resultType());
        }
        List<Object> arguments = new ArrayList<>();
        for (Type type : javaMethod().getGenericParameterTypes()) {
            arguments.add(isWhole ? arbitrary.value(type) : arbitrary.nullable(type));
        }
        return arguments.toArray();
    }

    DynamicMessage oracle(Object value) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(descriptor);
        Object only = isRequest && ((Object[]) value).length == 1 ? ((Object[]) value)[0] : value;
        if (only instanceof Message whole && whole.getDescriptorForType() == descriptor) {
            return message.mergeFrom(whole).build();
        }
        if (!isRequest) {
            if (value != null) {
                Oracle.set(message, descriptor.findFieldByNumber(1), value);
            }
            return message.build();
        }
        Parameter[] parameters = javaMethod().getParameters();
        for (int i = 0; i < parameters.length; i++) {
            RpcField pin = parameters[i].getAnnotation(RpcField.class);
            FieldDescriptor field = descriptor.findFieldByNumber(pin == null ? i + 1 : pin.value());
            Oracle.check(field, parameters[i].getName(), parameters[i].getType());
            Oracle.set(message, field, ((Object[]) value)[i]);
        }
        return message.build();
    }

    private Marshaller<Object> marshaller() {
        return isRequest ? method.descriptor().request() : method.descriptor().response();
    }

    byte[] encode(Object value) {
        return marshaller().encode(value);
    }

    Object decode(byte[] bytes) {
        byte[] amid = new byte[bytes.length + 7];
        System.arraycopy(bytes, 0, amid, 3, bytes.length);
        return marshaller().decode(amid, 3, bytes.length);
    }

    @Override
    public String toString() {
        return "-Dcontract.seed=" + contract.seed() + " -Dcontract.count=1: the " + (isRequest ? "request" : "response")
                + " of " + javaMethod().getName() + ", value seed " + seed + ", in\n" + contract;
    }
}
