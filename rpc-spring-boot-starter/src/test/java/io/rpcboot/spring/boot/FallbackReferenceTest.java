package io.rpcboot.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.rpcboot.RpcException;
import io.rpcboot.client.FallbackFactory;
import io.rpcboot.spring.RpcReference;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who answers where there is no provider, as annotation and configuration say. */
class FallbackReferenceTest {

    private final ApplicationContextRunner context = Contexts.withRegistry();

    /** Is made by the framework. */
    static class Standing implements Greeter {

        private final String tone;

        Standing(Tone tone) {
            this.tone = tone.name();
        }

        @Override
        public String greet(String name) {
            return tone + " " + name;
        }
    }

    record Tone(String name) {}

    @Configuration(proxyBeanMethods = false)
    static class Friendly {
        @Bean
        Tone tone() {
            return new Tone("dear");
        }
    }

    /** Sees why. */
    static class Explaining implements FallbackFactory<Greeter> {
        @Override
        public Greeter create(RpcException cause) {
            return name -> name + ": " + cause.code();
        }
    }

    static class OtherExplaining implements FallbackFactory<Counter> {
        @Override
        public Counter create(RpcException cause) {
            throw cause;
        }
    }

    static class WithClass {
        @RpcReference(fallback = Standing.class)
        Greeter greeter;
    }

    static class WithFactory {
        @RpcReference(fallback = Explaining.class)
        Greeter greeter;
    }

    static class WithNeither {
        @RpcReference(fallback = Tone.class)
        Greeter greeter;
    }

    static class WithFactoryOfAnother {
        @RpcReference(fallback = OtherExplaining.class)
        Greeter greeter;
    }

    static class Without {
        @RpcReference
        Greeter greeter;
    }

    @Configuration(proxyBeanMethods = false)
    static class Beans {
        @Bean
        FallbackFactory<Greeter> polite() {
            return cause -> name -> "sorry " + name;
        }

        @Bean
        String text() {
            return "text";
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoStanding {
        @Bean
        Standing loud() {
            return new Standing(new Tone("LOUD"));
        }

        @Bean
        Standing low() {
            return new Standing(new Tone("low"));
        }
    }

    @Test
    void aClassThatIsNoBeanIsMadeAndInjectedInto() {
        context.withUserConfiguration(WithClass.class, Friendly.class)
                .run(running -> assertThat(
                                running.getBean(WithClass.class).greeter.greet("a"))
                        .isEqualTo("dear a"));
    }

    @Test
    void aBeanOfTheClassIsTaken() {
        context.withUserConfiguration(WithClass.class)
                .withBean(Standing.class, () -> new Standing(new Tone("bean")))
                .run(running -> assertThat(
                                running.getBean(WithClass.class).greeter.greet("a"))
                        .isEqualTo("bean a"));
    }

    @Test
    void aFactorySeesTheCause() {
        context.withUserConfiguration(WithFactory.class)
                .run(running -> assertThat(
                                running.getBean(WithFactory.class).greeter.greet("a"))
                        .isEqualTo("a: UNAVAILABLE"));
    }

    @Test
    void configurationNamesABeanAndBeatsTheAnnotation() {
        context.withUserConfiguration(WithFactory.class, Beans.class)
                .withPropertyValues("rpc.references.greeter.fallback=polite")
                .run(running -> assertThat(
                                running.getBean(WithFactory.class).greeter.greet("a"))
                        .isEqualTo("sorry a"));
    }

    @Test
    void emptyAnswersWithNothing() {
        context.withUserConfiguration(Without.class)
                .withPropertyValues("rpc.references.greeter.fallback=empty")
                .run(running -> assertThat(
                                running.getBean(Without.class).greeter.greet("a"))
                        .isNull());
    }

    @Test
    void configurationCanTakeAFallbackAway() {
        context.withUserConfiguration(WithFactory.class)
                .withPropertyValues("rpc.references.greeter.fallback=")
                .run(running -> assertThat(catchThrowable(
                                () -> running.getBean(WithFactory.class).greeter.greet("a")))
                        .isInstanceOf(RpcException.class));
    }

    @Test
    void aClassThatIsNoFallbackStopsStartUp() {
        expect(
                context.withUserConfiguration(WithNeither.class),
                "WithNeither.greeter is annotated @RpcReference(fallback = Tone.class), but " + Tone.class.getName()
                        + " is no fallback for io.rpcboot.spring.boot.Greeter.",
                "Let it implement io.rpcboot.spring.boot.Greeter, or FallbackFactory<Greeter> to see the cause.");
        expect(
                context.withUserConfiguration(WithFactoryOfAnother.class),
                "WithFactoryOfAnother.greeter is annotated @RpcReference(fallback = OtherExplaining.class), but "
                        + OtherExplaining.class.getName() + " is no fallback for io.rpcboot.spring.boot.Greeter.",
                "Let it implement io.rpcboot.spring.boot.Greeter, or FallbackFactory<Greeter> to see the cause.");
    }

    @Test
    void aBeanThatThereIsNotStopsStartUp() {
        expect(
                context.withUserConfiguration(Without.class, Beans.class)
                        .withPropertyValues("rpc.references.greeter.fallback=polita"),
                "rpc.references.greeter.fallback is \"polita\", but there is no such bean.",
                "Name a bean that implements io.rpcboot.spring.boot.Greeter, or FallbackFactory<Greeter> to see the"
                        + " cause, or write empty; there are [polite].");
    }

    @Test
    void aBeanThatIsNoFallbackStopsStartUp() {
        expect(
                context.withUserConfiguration(Without.class, Beans.class)
                        .withPropertyValues("rpc.references.greeter.fallback=text"),
                "rpc.references.greeter.fallback is \"text\", but that bean is a java.lang.String.",
                "Name a bean that implements io.rpcboot.spring.boot.Greeter, or FallbackFactory<Greeter> to see the"
                        + " cause; there are [polite].");
    }

    @Test
    void oneOfSeveralBeansOfTheClassMustBeNamed() {
        ApplicationContextRunner two = context.withUserConfiguration(WithClass.class, TwoStanding.class);
        expect(
                two,
                "WithClass.greeter is annotated @RpcReference(fallback = Standing.class), but there are 2 beans of that"
                        + " class: loud, low.",
                "Name one of them: rpc.references.greeter.fallback=loud.");
        two.withPropertyValues("rpc.references.greeter.fallback=loud")
                .run(running -> assertThat(
                                running.getBean(WithClass.class).greeter.greet("a"))
                        .isEqualTo("LOUD a"));
    }

    private static void expect(ApplicationContextRunner context, String description, String action) {
        context.run(failed -> {
            FailureAnalysis analysis = Contexts.analyze(failed.getStartupFailure());
            assertThat(analysis.getDescription()).isEqualTo(description);
            assertThat(analysis.getAction()).isEqualTo(action);
        });
    }
}
