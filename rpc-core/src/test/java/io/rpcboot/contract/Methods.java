package io.rpcboot.contract;

import io.rpcboot.core.MethodDescriptor;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A contract's methods by name, and what becomes of values that go through their marshallers. */
record Methods(Map<String, MethodDescriptor> byName) {

    static Methods of(Class<?> iface) {
        return new Methods(ContractReader.read(iface).methods().stream()
                .map(ContractMethod::descriptor)
                .collect(Collectors.toMap(MethodDescriptor::name, Function.identity())));
    }

    MethodDescriptor get(String name) {
        return byName.get(name);
    }

    Object[] request(String name, Object... arguments) {
        byte[] bytes = get(name).request().encode(arguments);
        return (Object[]) get(name).request().decode(bytes, 0, bytes.length);
    }

    Object response(String name, Object result) {
        byte[] bytes = get(name).response().encode(result);
        return get(name).response().decode(bytes, 0, bytes.length);
    }
}
