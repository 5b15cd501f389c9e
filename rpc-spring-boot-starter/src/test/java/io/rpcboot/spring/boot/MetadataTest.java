package io.rpcboot.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;

/** What an IDE completes in {@code application.yml}. */
class MetadataTest {

    @Test
    void everyPropertyIsThereWithItsDefault() throws IOException {
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("rpc.application.name", "null");
        expected.put("rpc.client.callback-executor", "direct");
        expected.put("rpc.client.check", "false");
        expected.put("rpc.client.connections", "1");
        expected.put("rpc.client.keepalive", "20s");
        expected.put("rpc.client.loadbalance", "p2c");
        expected.put("rpc.client.local", "prefer");
        expected.put("rpc.client.max-message-size", "4MB");
        expected.put("rpc.client.retries", "2");
        expected.put("rpc.client.slow-start", "30s");
        expected.put("rpc.client.ssl.bundle", "null");
        expected.put("rpc.client.timeout", "3s");
        expected.put("rpc.client.token", "null");
        expected.put("rpc.client.zone", "");
        expected.put("rpc.network.ignored-interfaces", "null");
        expected.put("rpc.network.preferred-interfaces", "null");
        expected.put("rpc.network.preferred-networks", "null");
        expected.put("rpc.references", "null");
        expected.put("rpc.registry.address", "null");
        expected.put("rpc.registry.cache-file", "null");
        expected.put("rpc.registry.check", "false");
        expected.put("rpc.registry.connect-timeout", "5s");
        expected.put("rpc.registry.password", "null");
        expected.put("rpc.registry.register", "true");
        expected.put("rpc.registry.session-timeout", "10s");
        expected.put("rpc.registry.subscribe", "true");
        expected.put("rpc.registry.username", "null");
        expected.put("rpc.scan.base-packages", "null");
        expected.put("rpc.server.access-log", "false");
        expected.put("rpc.server.advertised-host", "null");
        expected.put("rpc.server.advertised-port", "null");
        expected.put("rpc.server.dial-back", "true");
        expected.put("rpc.server.enabled", "true");
        expected.put("rpc.server.executor", "null");
        expected.put("rpc.server.host", "0.0.0.0");
        expected.put("rpc.server.include-stack-trace", "false");
        expected.put("rpc.server.max-concurrency", "1000");
        expected.put("rpc.server.max-message-size", "4MB");
        expected.put("rpc.server.port", "0");
        expected.put("rpc.server.shutdown.grace-period", "30s");
        expected.put("rpc.server.ssl.bundle", "null");
        expected.put("rpc.server.ssl.client-auth", "none");
        expected.put("rpc.server.threads", "200");
        expected.put("rpc.server.token", "null");
        expected.put("rpc.services", "null");

        expected.put("management.endpoint.rpc.access", "unrestricted");
        expected.put("management.endpoint.rpc.cache.time-to-live", "0ms");
        expected.put("management.health.rpc.enabled", "true");

        Map<String, String> actual = new LinkedHashMap<>();
        properties()
                .forEach(property ->
                        actual.put((String) property.get("name"), String.valueOf(property.get("defaultValue"))));

        assertThat(actual).containsExactlyInAnyOrderEntriesOf(expected);
    }

    @Test
    void everyPropertyIsDescribed() throws IOException {
        assertThat(properties())
                .allSatisfy(property -> assertThat((String) property.get("description"))
                        .as("description of %s", property.get("name"))
                        .isNotBlank());
    }

    @Test
    void everyPropertyIsInTheDocumentation() throws IOException {
        String documentation = java.nio.file.Files.readString(java.nio.file.Path.of("../docs/configuration.md"));
        assertThat(properties())
                .allSatisfy(property -> assertThat(documentation).contains("`" + property.get("name")));
    }

    @Test
    void hintsNameValues() throws IOException {
        TreeSet<String> hinted = new TreeSet<>();
        list("hints").forEach(hint -> hinted.add((String) hint.get("name")));
        assertThat(hinted)
                .contains(
                        "rpc.registry.address",
                        "rpc.server.executor",
                        "rpc.client.callback-executor",
                        "rpc.client.loadbalance");
    }

    private static List<Map<String, Object>> properties() throws IOException {
        return list("properties");
    }

    private static List<Map<String, Object>> list(String key) throws IOException {
        String json = new ClassPathResource(
                        "META-INF/spring-configuration-metadata.json", RpcProperties.class.getClassLoader())
                .getContentAsString(StandardCharsets.UTF_8);
        return JsonPath.read(json, "$." + key);
    }
}
