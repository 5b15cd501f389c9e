package io.rpcboot.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rpcboot.core.ServiceId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StaticDiscoveryTest {

    private static final ServiceId SERVICE = new ServiceId("chat.FriendService", "blue", "2");

    @Test
    void itListsWhatTheUrlNamesInTheGroupAndVersionThatAreAskedFor() {
        List<List<RpcInstance>> heard = new ArrayList<>();

        StaticDiscovery.of(SERVICE, "10.0.0.1:7001, friend.local:7002,[::1]:7003")
                .subscribe("chat.FriendService", heard::add)
                .close();

        assertThat(heard).hasSize(1);
        assertThat(heard.get(0))
                .extracting(RpcInstance::address)
                .containsExactly("10.0.0.1:7001", "friend.local:7002", "[::1]:7003");
        assertThat(heard.get(0))
                .allMatch(instance -> instance.service().equals(SERVICE)
                        && instance.processId().equals(RpcInstance.ANYBODY));
    }

    @Test
    void itKnowsNothingOfOtherServices() {
        List<List<RpcInstance>> heard = new ArrayList<>();

        StaticDiscovery.of(SERVICE, "h:1").subscribe("chat.Other", heard::add);

        assertThat(heard).containsExactly(List.of());
    }

    @Test
    void itDescribesItself() {
        assertThat(StaticDiscovery.of(SERVICE, "a:1,b:2").describe()).isEqualTo("direct url a:1,b:2 (no registry)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "h", "h:", "h:0", "h:70000", ":1", "h:1,", "::1:7", "http://h:1", "h:1/x"})
    void anythingElseIsRefused(String url) {
        assertThatThrownBy(() -> StaticDiscovery.of(SERVICE, url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(SERVICE + ": url \"" + url + "\" is not valid: \"")
                .hasMessageEndingWith("\" is not host:port; use host:port[,host:port...]");
    }
}
