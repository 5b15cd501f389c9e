package io.rpcboot.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Holds the policies of the cluster to the checked-in report of what they do. */
class SimulationReportTest {

    private static final Path DOCS = Path.of("../docs");
    private static final String CURE =
            "%s is not what the simulation says now. If the change is meant, run this test with"
                    + " -Drpc.simulation.update=true where CI is not set, read the difference and commit it";

    @Test
    void theCheckedInReportIsWhatTheSimulationSays() throws IOException {
        Map<String, String> files = SimulationReport.files(Scenarios.all());
        if (Boolean.getBoolean("rpc.simulation.update") && !isCi(System.getenv("CI"))) {
            write(files);
        }
        assertThat(DOCS.resolve("simulation.md")).as(CURE, "docs/simulation.md").hasContent(files.get("simulation.md"));
        files.forEach((name, content) -> assertThat(DOCS.resolve(name))
                .as(CURE, "docs/" + name)
                .content()
                .isEqualTo(content));
    }

    private static boolean isCi(String ci) {
        return ci != null && !ci.isEmpty() && !ci.equalsIgnoreCase("false");
    }

    private static void write(Map<String, String> files) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = DOCS.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
    }
}
