package io.rpcboot;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The order of the packages is the order in which one can read them. */
class ArchitectureTest {

    /** Each package may use those before it and no others. */
    private static final List<String> ORDER = List.of(
            "io.rpcboot.core",
            "io.rpcboot.context",
            "io.rpcboot.schema",
            "io.rpcboot.codec",
            "io.rpcboot.contract",
            "io.rpcboot.registry",
            "io.rpcboot.rules",
            "io.rpcboot.transport",
            "io.rpcboot.protocol",
            "io.rpcboot.loadbalance",
            "io.rpcboot.resilience",
            "io.rpcboot.client",
            "io.rpcboot.server",
            "io.rpcboot.transport.netty",
            "io.rpcboot.registry.zookeeper",
            "io.rpcboot.bootstrap");

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.rpcboot");

    @Test
    void everyPackageDependsOnlyOnThoseBeforeIt() {
        for (int i = 0; i < ORDER.size(); i++) {
            String[] later = ORDER.subList(i + 1, ORDER.size()).toArray(String[]::new);
            if (later.length > 0) {
                noClasses()
                        .that()
                        .resideInAPackage(ORDER.get(i))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(later)
                        .check(classes);
            }
        }
    }

    @Test
    void everyPackageHasItsPlaceInThatOrder() {
        classes()
                .that()
                .resideInAPackage("io.rpcboot..")
                .should()
                .resideInAnyPackage(
                        java.util.stream.Stream.concat(ORDER.stream(), java.util.stream.Stream.of("io.rpcboot"))
                                .toArray(String[]::new))
                .check(classes);
    }

    @Test
    void noPackagesFormACycle() {
        slices().matching("io.rpcboot.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void nothingKnowsSpring() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(classes);
    }

    @Test
    void onlyTheContextKnowsMicrometer() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.rpcboot.context")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .check(classes);
    }

    @Test
    void onlyTheCodecGeneratesCode() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.rpcboot.codec")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.objectweb.asm..")
                .check(classes);
    }

    @Test
    void onlyTheClientKnowsResilience4jAndOnlyInThreePlaces() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.rpcboot.client.CircuitBreakers")
                .and()
                .doNotHaveFullyQualifiedName("io.rpcboot.client.Circuit")
                .and()
                .doNotHaveFullyQualifiedName("io.rpcboot.client.RpcClient$Builder")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.github.resilience4j..")
                .check(classes);
    }

    @Test
    void onlyGenericCallsWithJsonKnowTheLibraryForIt() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.rpcboot.client.Json")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.google.protobuf.util..")
                .check(classes);
    }

    @Test
    void onlyTheTransportKnowsNettyAndOnlyTheRegistryKnowsZooKeeper() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.rpcboot.transport.netty", "io.rpcboot.protocol")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(classes);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.rpcboot.registry.zookeeper")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.zookeeper..", "org.apache.curator..")
                .check(classes);
    }

    @Test
    void clientAndServerDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("io.rpcboot.server")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.rpcboot.client")
                .check(classes);
    }

    @Test
    void everyPackageIsNullMarked() {
        classes().should(beInANullMarkedPackage()).check(classes);
    }

    private static ArchCondition<JavaClass> beInANullMarkedPackage() {
        return new ArchCondition<>("be in a @NullMarked package") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                boolean marked = item.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(item, marked, item.getPackageName() + " is not @NullMarked"));
            }
        };
    }
}
