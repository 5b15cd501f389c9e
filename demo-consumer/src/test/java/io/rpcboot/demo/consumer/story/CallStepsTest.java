package io.rpcboot.demo.consumer.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.core.CallTracer.Stage;
import io.rpcboot.demo.api.diagnostics.TraceStep;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallStepsTest {

    private final List<TraceStep> atCaller = new ArrayList<>();
    private final List<TraceStep> atCallee = new ArrayList<>();

    CallStepsTest() {
        long micros = 1_000;
        for (Stage stage : Stage.values()) {
            boolean callers = stage.compareTo(Stage.REQUEST_SENT) <= 0 || stage.compareTo(Stage.RESPONSE_RECEIVED) >= 0;
            (callers ? atCaller : atCallee)
                    .add(new TraceStep(callers ? "one" : "two", "Service/method", stage.name(), 7, micros));
            micros += 10;
        }
    }

    @Test
    void bothSidesMakeOneCallOfTwelveSteps() {
        Collections.reverse(atCallee); // whatever the order in which they were heard of

        CallSteps steps = CallSteps.of("Service/method", atCaller, atCallee);

        assertThat(steps.areComplete()).isTrue();
        assertThat(steps.path()).containsExactly("one", "two", "one");
        assertThat(steps.rows()).hasSize(12);
        assertThat(steps.rows().get(0)).containsExactly("1", "local call", "one", "7", "0", "0");
        assertThat(steps.rows().get(3)).containsExactly("4", "receive", "two", "7", "30", "10");
        assertThat(steps.rows().get(11)).containsExactly("12", "local return", "one", "7", "110", "10");
    }

    @Test
    void aMissingStepIsNoticed() {
        atCallee.remove(2);

        assertThat(CallSteps.of("Service/method", atCaller, atCallee).areComplete())
                .isFalse();
    }

    @Test
    void otherCallsOfTheTraceAreLeftOut() {
        atCaller.add(new TraceStep("one", "Service/other", Stage.STARTED.name(), 0, 0));

        assertThat(CallSteps.of("Service/method", atCaller, atCallee).areComplete())
                .isTrue();
    }
}
