package io.rpcboot.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rpcboot.RpcException;
import io.rpcboot.RpcParam;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.RpcViolation;
import io.rpcboot.spring.RpcReference;
import io.rpcboot.spring.RpcService;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Payload;
import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import jakarta.validation.constraintvalidation.SupportedValidationTarget;
import jakarta.validation.constraintvalidation.ValidationTarget;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

/** Constraints on the interface, honoured by the provider. */
class ConstraintsTest {

    static final AtomicInteger CHECKS = new AtomicInteger();

    record Address(
            @Pattern(regexp = "\\d{5}", message = "must have five digits")
            String zip) {}

    static class User {
        @NotBlank(message = "must not be blank")
        private String name;

        @Valid
        @NotNull(message = "must be there")
        private Address address;

        @Valid
        private List<Address> others = List.of();

        public User() {}

        User(String name, Address address, List<Address> others) {
            this.name = name;
            this.address = address;
            this.others = others;
        }

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }

        public Address getAddress() {
            return address;
        }

        public void setAddress(Address address) {
            this.address = address;
        }

        public List<Address> getOthers() {
            return others;
        }

        public void setOthers(List<Address> others) {
            this.others = others;
        }
    }

    /** Valid if positive; counts how often it is asked. */
    @Constraint(validatedBy = Counting.class)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Counted {
        String message() default "must be counted";

        Class<?>[] groups() default {};

        Class<? extends Payload>[] payload() default {};
    }

    public static class Counting implements ConstraintValidator<Counted, Integer> {
        @Override
        public boolean isValid(Integer value, ConstraintValidatorContext context) {
            CHECKS.incrementAndGet();
            return value > 0;
        }
    }

    @Constraint(validatedBy = Ordering.class)
    @Retention(RetentionPolicy.RUNTIME)
    @interface InOrder {
        String message() default "from must not be after to";

        Class<?>[] groups() default {};

        Class<? extends Payload>[] payload() default {};
    }

    @SupportedValidationTarget(ValidationTarget.PARAMETERS)
    public static class Ordering implements ConstraintValidator<InOrder, Object[]> {
        @Override
        public boolean isValid(Object[] arguments, ConstraintValidatorContext context) {
            return (int) arguments[0] <= (int) arguments[1];
        }
    }

    interface Strict {}

    interface Saving<T> {
        void save(@Valid T entity);
    }

    interface Users extends Saving<User> {

        String register(
                @Size(min = 2, max = 20, message = "must have {min} to {max} characters") String name,
                @RpcParam(name = "user") @Valid User given);

        void tag(
                List<@NotBlank(message = "must not be blank") String> names,
                Map<@NotBlank(message = "must have a key") String, @Positive(message = "must be positive") Integer>
                        scores);

        @InOrder
        int range(int from, int to);

        @NotNull(message = "must be found")
        String find(long id);

        @Validated(Strict.class)
        void strictly(
                @NotBlank(message = "must not be blank", groups = Strict.class) String text,
                @NotNull(message = "is of another group") String other);

        int count(@Counted int number);

        CompletableFuture<User> later(@NotBlank(message = "must not be blank") String name);

        String free(String text);
    }

    static class PlainUsers implements Users {

        @Override
        public void save(User entity) {}

        @Override
        public String register(String login, User user) {
            return "registered " + login;
        }

        @Override
        public void tag(List<String> names, Map<String, Integer> scores) {}

        @Override
        public int range(int from, int to) {
            return to - from;
        }

        @Override
        public String find(long id) {
            return id == 404 ? null : "found";
        }

        @Override
        public void strictly(String text, String other) {}

        @Override
        public int count(int number) {
            return number;
        }

        @Override
        public CompletableFuture<User> later(String name) {
            return CompletableFuture.completedFuture(null);
        }

        /** Validates something of its own, which is no affair of its callers. */
        @Override
        public String free(String text) {
            if (text.equals("own")) {
                try (ValidatorFactory factory = Validation.buildDefaultValidatorFactory()) {
                    throw new ConstraintViolationException(
                            factory.getValidator().validate(new Address("secret")));
                }
            }
            return text;
        }
    }

    @RpcService
    static class PlainService extends PlainUsers {}

    @RpcService
    @Validated
    static class ValidatedService extends PlainUsers {}

    @Configuration(proxyBeanMethods = false)
    static class ProxiedService {
        @Bean
        @RpcService
        Users users() {
            ProxyFactory inner = new ProxyFactory(new PlainUsers());
            ProxyFactory outer = new ProxyFactory(inner.getProxy());
            return (Users) outer.getProxy();
        }
    }

    /** Another object behind the same proxy for each call, as it is with request scope. */
    @RpcService
    @Validated
    @Scope(scopeName = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
    static class ScopedService extends PlainUsers {}

    /** Checks only what is in a group. */
    @RpcService
    @Validated(Strict.class)
    @Scope(scopeName = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
    static class StrictScopedService extends PlainUsers {}

    @Configuration(proxyBeanMethods = false)
    static class TwoValidators {
        @Bean
        LocalValidatorFactoryBean first() {
            return new LocalValidatorFactoryBean();
        }

        @Bean
        LocalValidatorFactoryBean second() {
            return new LocalValidatorFactoryBean();
        }
    }

    static class Caller {
        @RpcReference
        Users users;
    }

    private static ApplicationContextRunner context(Class<?> service) {
        return Contexts.withRegistry()
                .withConfiguration(
                        AutoConfigurations.of(ValidationAutoConfiguration.class, RpcValidationAutoConfiguration.class))
                .withUserConfiguration(service, Caller.class);
    }

    private static void remotely(Class<?> service, Consumer<Users> test) {
        run(context(service).withPropertyValues("rpc.client.local=never"), test);
    }

    private static void run(ApplicationContextRunner context, Consumer<Users> test) {
        context.run(running -> test.accept(running.getBean(Caller.class).users));
    }

    private static RpcException failure(ThrowingCallable call) {
        RpcException thrown = catchThrowableOfType(RpcException.class, call);
        assertThat(thrown).as("a failure of the call").isNotNull();
        return thrown;
    }

    private static final User BAD = new User(" ", new Address("1"), List.of(new Address("12345"), new Address("x")));

    private static void assertThatBadUserIsRefused(Users users) {
        RpcException refused = failure(() -> users.register("x", BAD));

        assertThat(refused.code()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(refused.violations())
                .containsExactly(
                        new RpcViolation("register.name", "must have 2 to 20 characters"),
                        new RpcViolation("register.user.address.zip", "must have five digits"),
                        new RpcViolation("register.user.name", "must not be blank"),
                        new RpcViolation("register.user.others[1].zip", "must have five digits"));
        assertThat(refused)
                .hasMessage("INVALID_ARGUMENT: " + Users.class.getName() + "/register: "
                        + "register.name: must have 2 to 20 characters; "
                        + "register.user.address.zip: must have five digits; "
                        + "register.user.name: must not be blank; "
                        + "register.user.others[1].zip: must have five digits");
        assertThat(users.register("ann", new User("Ann", new Address("12345"), List.of())))
                .isEqualTo("registered ann");
    }

    @ParameterizedTest
    @ValueSource(classes = {PlainService.class, ValidatedService.class, ProxiedService.class, ScopedService.class})
    void violationsArriveOneByOneWithPathsInTheCallersTerms(Class<?> service) {
        remotely(service, ConstraintsTest::assertThatBadUserIsRefused);
    }

    @ParameterizedTest
    @ValueSource(classes = {PlainService.class, ValidatedService.class, ScopedService.class})
    void aCallWithinTheProcessIsRefusedInTheSameWay(Class<?> service) {
        run(context(service), ConstraintsTest::assertThatBadUserIsRefused);
    }

    @Test
    void violationsThatSpringHasAdaptedArriveInTheSameWay() {
        run(
                context(ValidatedService.class)
                        .withPropertyValues("spring.validation.method.adapt-constraint-violations=true"),
                users -> {
                    assertThatBadUserIsRefused(users);
                    assertThat(failure(() -> users.find(404)).code()).isEqualTo(Code.INTERNAL);
                });
    }

    @Test
    void elementsKeysAndValuesOfContainersAreNamed() {
        remotely(
                PlainService.class,
                users -> assertThat(failure(() -> users.tag(List.of("a", ""), Map.of("bob", -1, "", 1)))
                                .violations())
                        .containsExactly(
                                new RpcViolation("tag.names[1]", "must not be blank"),
                                new RpcViolation("tag.scores[].<map key>", "must have a key"),
                                new RpcViolation("tag.scores[bob]", "must be positive")));
    }

    @Test
    void aConstraintOnAllParametersNamesTheMethod() {
        remotely(PlainService.class, users -> {
            assertThat(failure(() -> users.range(2, 1)).violations())
                    .containsExactly(new RpcViolation("range", "from must not be after to"));
            assertThat(users.range(1, 3)).isEqualTo(2);
        });
    }

    @Test
    void constraintsOfAGenericSuperInterfaceAreHonoured() {
        remotely(
                PlainService.class,
                users -> assertThat(failure(() -> users.save(new User("Ann", null, null)))
                                .violations())
                        .containsExactly(new RpcViolation("save.entity.address", "must be there")));
    }

    @ParameterizedTest
    @ValueSource(classes = {PlainService.class, ValidatedService.class, ScopedService.class})
    void aResultThatIsForbiddenIsTheProvidersDefect(Class<?> service) {
        remotely(service, users -> {
            RpcException defect = failure(() -> users.find(404));

            assertThat(defect)
                    .hasMessage("INTERNAL: " + Users.class.getName()
                            + "/find: the result violates its constraints: find.return: must be found");
            assertThat(defect.violations()).isEmpty();
            assertThat(users.find(1)).isEqualTo("found");
        });
    }

    @Test
    void theGroupsOfTheMethodDecideWhichConstraintsHold() {
        remotely(
                PlainService.class,
                users -> assertThat(failure(() -> users.strictly("", null)).violations())
                        .containsExactly(new RpcViolation("strictly.text", "must not be blank")));
    }

    @ParameterizedTest
    @ValueSource(classes = {PlainService.class, ValidatedService.class, ScopedService.class})
    void eachConstraintIsCheckedOnce(Class<?> service) {
        remotely(service, users -> {
            CHECKS.set(0);
            assertThat(users.count(1)).isEqualTo(1);
            assertThat(CHECKS).hasValue(1);
            assertThat(failure(() -> users.count(-1)).violations())
                    .containsExactly(new RpcViolation("count.number", "must be counted"));
            assertThat(CHECKS).hasValue(2);
        });
    }

    @Test
    void argumentsOfAsynchronousMethodsAreChecked() {
        remotely(PlainService.class, users -> {
            assertThatThrownBy(() -> users.later(" ").join())
                    .cause()
                    .isInstanceOfSatisfying(
                            RpcException.class,
                            e -> assertThat(e.violations())
                                    .containsExactly(new RpcViolation("later.name", "must not be blank")));
            assertThat(users.later("Ann").join()).isNull();
        });
    }

    @ParameterizedTest
    @ValueSource(classes = {PlainService.class, ValidatedService.class, ScopedService.class})
    void whatAServiceValidatesInsideIsNotTheCallersFault(Class<?> service) {
        remotely(service, users -> {
            RpcException thrown = failure(() -> users.free("own"));

            assertThat(thrown.code()).isEqualTo(Code.UNKNOWN);
            assertThat(thrown.violations()).isEmpty();
            assertThat(thrown.remoteExceptionType()).isEqualTo(ConstraintViolationException.class.getName());
        });
    }

    @Test
    void ofManyViolationsTheFirstHundredArriveAndTheMessageCountsThem() {
        remotely(PlainService.class, users -> {
            RpcException refused = failure(() -> users.tag(Collections.nCopies(250, ""), Map.of()));

            assertThat(refused.violations()).hasSize(100);
            assertThat(refused).hasMessageEndingWith("; and 245 more");
        });
    }

    @Test
    void withoutValidationOnTheClasspathNothingIsChecked() {
        run(
                context(PlainService.class).withClassLoader(new FilteredClassLoader(Validator.class)),
                users -> assertThat(users.register("x", BAD)).isEqualTo("registered x"));
    }

    @Test
    void constraintsThatTheBeanAddsToAParameterStopStartUp() {
        context(RedefiningService.class)
                .run(failed -> assertThat(
                                Contexts.analyze(failed.getStartupFailure()).getDescription())
                        .startsWith(
                                "The constraints of " + Greeter.class.getName() + " cannot be honoured: HV000151: "));
    }

    @Test
    void constraintsThatTheValidatorDoesNotUnderstandStopStartUp() {
        context(FutureService.class)
                .run(failed -> assertThat(
                                Contexts.analyze(failed.getStartupFailure()).getDescription())
                        .startsWith(
                                "The constraints of " + Futures.class.getName() + " cannot be honoured: HV000197: "));
    }

    @Test
    void theGroupsOfAScopedBeansClassDecideWhichConstraintsHold() {
        remotely(StrictScopedService.class, users -> {
            assertThat(users.register("x", null)).isEqualTo("registered x");
            assertThat(failure(() -> users.strictly("", null)).violations())
                    .containsExactly(new RpcViolation("strictly.text", "must not be blank"));
        });
    }

    @Test
    void whichOfSeveralValidatorsIsMeantMustBeSaid() {
        context(PlainService.class).withUserConfiguration(TwoValidators.class).run(failed -> {
            FailureAnalysis analysis = Contexts.analyze(failed.getStartupFailure());
            assertThat(analysis.getDescription())
                    .isEqualTo("The constraints of services cannot be honoured: which Validator is meant? There are"
                            + " [first, second].");
            assertThat(analysis.getAction()).isEqualTo("Mark one of them @Primary.");
        });
    }

    interface Futures {
        CompletableFuture<@NotBlank String> later();
    }

    @RpcService
    static class FutureService implements Futures {
        @Override
        public CompletableFuture<String> later() {
            return CompletableFuture.completedFuture("");
        }
    }

    @RpcService
    static class RedefiningService implements Greeter {
        @Override
        public String greet(@NotBlank String name) {
            return name;
        }
    }
}
