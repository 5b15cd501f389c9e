package io.rpcboot.demo.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.client.Reference;
import io.rpcboot.client.RpcClient;
import io.rpcboot.core.RpcContext;
import io.rpcboot.demo.api.FriendService;
import io.rpcboot.demo.api.TicketService;
import io.rpcboot.demo.api.User;
import io.rpcboot.demo.api.UserService;
import io.rpcboot.demo.api.diagnostics.ServerDiagnostics;
import io.rpcboot.demo.api.diagnostics.TraceStep;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

class ChatProviderTest {

    @Test
    void oneProcessHostsTheWholeSystem() throws Exception {
        try (ConfigurableApplicationContext single = start()) {
            RpcClient client = single.getBean(RpcClient.class);
            UserService users = client.refer(UserService.class);
            FriendService friends = client.refer(FriendService.class);
            User zhangsan = users.register("zhangsan", "123456");
            users.register("lisi", "123456");

            friends.addFriend(zhangsan.id(), "lisi");

            assertThat(users.login("zhangsan", "123456")).isTrue();
            assertThat(friends.getUserFriendList(zhangsan.id()))
                    .extracting(User::name)
                    .containsExactly("lisi");
            assertThat(users.getProfile(zhangsan.id()).friends()).isEqualTo(1);
            assertThat(users.find("admin").administrator()).isTrue();
        }
    }

    @Test
    void aProcessHostsNoMoreThanItIsTold() {
        try (ConfigurableApplicationContext ticketsOnly = start("--chat.modules=ticket")) {
            assertThat(ticketsOnly.getBeansOfType(TicketService.class)).hasSize(1);
            assertThat(ticketsOnly.getBeansOfType(UserService.class)).isEmpty();
        }
    }

    @Test
    void aProcessCountsTheCallsFromOutside() {
        try (ConfigurableApplicationContext server = start("--chat.modules=ticket")) {
            RpcClient client = server.getBean(RpcClient.class);
            client.refer(TicketService.class).getTicket();
            TicketService overTheNetwork =
                    client.refer(Reference.to(TicketService.class).local(Reference.Local.NEVER));
            overTheNetwork.getTicket();
            overTheNetwork.getTicket();

            assertThat(server.getBean(ServerDiagnostics.class).getStatus().calls())
                    .containsEntry("TicketService/getTicket", 2L);
        }
    }

    @Test
    @SuppressWarnings("try") // the scope is there to be closed
    void aTracedCallTellsItsTwelveStepsAndNoOtherCallDoes() {
        try (ConfigurableApplicationContext server = start("--chat.modules=ticket")) {
            TicketService overTheNetwork = server.getBean(RpcClient.class)
                    .refer(Reference.to(TicketService.class).local(Reference.Local.NEVER));
            overTheNetwork.getTicket();
            try (RpcContext.Scope scope = RpcContext.attach(ServerDiagnostics.TRACE_KEY, "traced")) {
                overTheNetwork.getTicket();
            }

            assertThat(server.getBean(ServerDiagnostics.class).getTrace("traced"))
                    .hasSize(12)
                    .extracting(TraceStep::method)
                    .containsOnly("TicketService/getTicket");
        }
    }

    private static ConfigurableApplicationContext start(String... more) {
        String[] arguments = {
            "--spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID(),
            "--rpc.registry.address=memory:" + UUID.randomUUID(),
            "--rpc.server.host=127.0.0.1"
        };
        return new SpringApplicationBuilder(ChatProvider.class)
                .web(WebApplicationType.NONE)
                .run(java.util.stream.Stream.of(arguments, more)
                        .flatMap(java.util.Arrays::stream)
                        .toArray(String[]::new));
    }
}
