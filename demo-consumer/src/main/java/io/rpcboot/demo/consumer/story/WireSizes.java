package io.rpcboot.demo.consumer.story;

import io.rpcboot.contract.ContractMethod;
import io.rpcboot.contract.ContractReader;
import io.rpcboot.contract.ServiceContract;
import java.lang.reflect.Parameter;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * The same request in two forms.
 *
 * @param protobuf the bytes that travel, in hexadecimal
 * @param protobufSize how many they are
 * @param json the same names and values as JSON
 * @param jsonSize how many bytes that is
 */
record WireSizes(String protobuf, int protobufSize, String json, int jsonSize) {

    /** Of a call of this method with these arguments. */
    static WireSizes of(Class<?> service, String method, Object... arguments) {
        ServiceContract contract = ContractReader.read(service);
        ContractMethod called = contract.methods().stream()
                .filter(each -> each.descriptor().name().equals(method))
                .findFirst()
                .orElseThrow();
        Map<String, Object> named = new LinkedHashMap<>();
        Parameter[] parameters = called.javaMethod().getParameters();
        for (int i = 0; i < parameters.length; i++) {
            named.put(parameters[i].getName(), arguments[i]);
        }
        byte[] protobuf = called.descriptor().request().encode(arguments);
        String json = JsonMapper.builder().build().writeValueAsString(named);
        return new WireSizes(
                HexFormat.ofDelimiter(" ").formatHex(protobuf),
                protobuf.length,
                json,
                json.getBytes(StandardCharsets.UTF_8).length);
    }
}
