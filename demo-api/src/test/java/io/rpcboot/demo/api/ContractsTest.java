package io.rpcboot.demo.api;

import io.rpcboot.contract.ContractAssert;
import io.rpcboot.demo.api.diagnostics.ServerDiagnostics;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ContractsTest {

    static final Class<?>[] SERVICES = {
        FriendService.class,
        GroupService.class,
        MessageService.class,
        AdminService.class,
        TicketService.class,
        ServerDiagnostics.class
    };

    @Test
    void noChangeBreaksARunningPeer() {
        ContractAssert.assertThat(UserService.class, SERVICES).isCompatibleWith(Path.of("src/main/proto"));
    }
}
