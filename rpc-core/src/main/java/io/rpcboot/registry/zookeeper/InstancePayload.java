package io.rpcboot.registry.zookeeper;

import io.rpcboot.core.ServiceId;
import io.rpcboot.registry.RpcInstance;

/** What an instance's node says beyond Curator's own keys. */
record InstancePayload(String processId, String group, String version, RpcInstance.Attributes attributes) {

    static InstancePayload of(RpcInstance instance) {
        ServiceId service = instance.service();
        return new InstancePayload(instance.processId(), service.group(), service.version(), instance.attributes());
    }
}
