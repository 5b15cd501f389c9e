package io.rpcboot.client;

import io.rpcboot.contract.ContractReader;
import io.rpcboot.contract.ContractReflection;
import io.rpcboot.core.AbstractCall;
import io.rpcboot.core.Deadline;
import io.rpcboot.core.EncodedMessage;
import io.rpcboot.core.MethodDescriptor;
import io.rpcboot.core.Peer;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.ServiceId;
import io.rpcboot.transport.Connection;
import org.jspecify.annotations.Nullable;

/** A call of {@link ContractReflection#describe} at one instance, past all that calls of stubs go through. */
class DescribeCall extends AbstractCall {

    static final ServiceId REFLECTION = ServiceId.of(ContractReflection.NAME);
    static final MethodDescriptor DESCRIBE =
            ContractReader.read(ContractReflection.class).methods().get(0).descriptor();

    private final Object[] arguments;

    /** @param service what is to be described, with the instance's own group and version */
    DescribeCall(ServiceId service, Deadline deadline) {
        super(DESCRIBE, REFLECTION, deadline, null);
        this.arguments = new Object[] {service.name(), service.group(), service.version()};
    }

    final void send(Connection connection, ReplyListener reply) {
        connection.service(REFLECTION).handle(this, reply);
    }

    @Override
    public final Object message() {
        return arguments;
    }

    @Override
    public final EncodedMessage encodedMessage() {
        return EncodedMessage.of(DESCRIBE.request().encode(arguments));
    }

    @Override
    public final @Nullable Peer peer() {
        return null;
    }
}
