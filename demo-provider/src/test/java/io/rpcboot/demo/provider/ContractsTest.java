package io.rpcboot.demo.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.contract.ContractReader;
import io.rpcboot.demo.api.AdminService;
import io.rpcboot.demo.api.FriendService;
import io.rpcboot.demo.api.GroupService;
import io.rpcboot.demo.api.MessageService;
import io.rpcboot.demo.api.NameTakenException;
import io.rpcboot.demo.api.TicketService;
import io.rpcboot.demo.api.UserService;
import io.rpcboot.demo.api.diagnostics.ServerDiagnostics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContractsTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                UserService.class,
                FriendService.class,
                GroupService.class,
                MessageService.class,
                AdminService.class,
                TicketService.class,
                ServerDiagnostics.class
            })
    void eachInterfaceIsAContract(Class<?> service) {
        assertThat(ContractReader.read(service).methods()).isNotEmpty();
    }

    @Test
    void readsMayBeRepeatedAndRegistrationsMayNot() {
        assertThat(ContractReader.read(UserService.class).methods())
                .filteredOn(method -> !method.descriptor().idempotent())
                .extracting(method -> method.descriptor().name())
                .containsExactlyInAnyOrder("register", "deregister", "openSession", "changePassword");
    }

    @Test
    void aTakenNameHasItsNumberForGood() {
        assertThat(NameTakenException.class
                        .getAnnotation(io.rpcboot.RpcField.class)
                        .value())
                .isEqualTo(1);
    }
}
