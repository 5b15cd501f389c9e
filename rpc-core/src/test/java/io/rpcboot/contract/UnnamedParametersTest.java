package io.rpcboot.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.testing.LogCapture;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class UnnamedParametersTest {

    @Test
    void theFirstInterfaceIsNamedWithTheCure() {
        UnnamedParameters unnamed = new UnnamedParameters(LoggerFactory.getLogger(UnnamedParametersTest.class));
        try (LogCapture log = new LogCapture(UnnamedParametersTest.class.getName())) {
            unnamed.warnOnce(Runnable.class);
            unnamed.warnOnce(Comparable.class);
            assertThat(log.lines())
                    .containsExactly("WARNING java.lang.Runnable was compiled without parameter names, so that its"
                            + " fields are called arg1, arg2, …; compile with -parameters, or use @RpcParam (said once,"
                            + " for the first such interface)");
        }
    }

    @Test
    void withoutNamesParametersAreNumberedAndPinnedOnesKeepTheirs() throws ClassNotFoundException {
        Class<?> iface = Sources.compile(Map.of(
                        "acme.Plain",
                        "package acme; public interface Plain {"
                                + " void put(int id, @io.rpcboot.RpcParam(name = \"title\") String name); }"))
                .loadClass("acme.Plain");
        assertThat(ContractReader.schema(iface).request("put").getFields())
                .extracting(field -> field.getJsonName())
                .containsExactly("arg1", "title");
        Methods methods = Methods.of(iface);
        assertThat(methods.request("put", 1, "a")).containsExactly(1, "a");
    }
}
