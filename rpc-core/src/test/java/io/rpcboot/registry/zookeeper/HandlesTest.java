package io.rpcboot.registry.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.apache.zookeeper.client.ZKClientConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandlesTest {

    private final Map<String, String> set = new HashMap<>();

    @AfterEach
    void restore() {
        set.forEach((name, before) -> {
            if (before == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, before);
            }
        });
    }

    @Test
    void withoutTlsAHandleIsConfiguredBySystemPropertiesAsZooKeepersOwn() {
        String[] names = {
            ZKClientConfig.ZK_SASL_CLIENT_USERNAME,
            ZKClientConfig.LOGIN_CONTEXT_NAME_KEY,
            ZKClientConfig.ENABLE_CLIENT_SASL_KEY,
            ZKClientConfig.DISABLE_AUTO_WATCH_RESET,
            ZKClientConfig.ZOOKEEPER_CLIENT_CNXN_SOCKET,
            ZKClientConfig.ZOOKEEPER_REQUEST_TIMEOUT,
            ZKClientConfig.ZOOKEEPER_SERVER_PRINCIPAL,
            ZKClientConfig.JUTE_MAXBUFFER,
            ZKClientConfig.KINIT_COMMAND,
            ZKClientConfig.JGSS_NATIVE
        };
        for (String name : names) {
            set(name, "value of " + name);
        }

        ZKClientConfig plain = Handles.configuration();

        ZKClientConfig own = new ZKClientConfig();
        assertThat(plain).isNotExactlyInstanceOf(ZKClientConfig.class);
        for (String name : names) {
            assertThat(plain.getProperty(name)).isEqualTo(own.getProperty(name)).isEqualTo("value of " + name);
        }
    }

    @Test
    void withTlsAHandleHasZooKeepersOwnConfigurationWithTheKeys() {
        set(ZKClientConfig.SECURE_CLIENT, " true");
        set("zookeeper.ssl.keyStore.location", "/keys");

        ZKClientConfig secure = Handles.configuration();

        assertThat(secure).isExactlyInstanceOf(ZKClientConfig.class);
        assertThat(secure.getProperty("zookeeper.ssl.keyStore.location")).isEqualTo("/keys");
    }

    private void set(String name, String value) {
        set.put(name, System.setProperty(name, value));
    }
}
