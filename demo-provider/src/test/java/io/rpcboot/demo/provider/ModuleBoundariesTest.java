package io.rpcboot.demo.provider;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.Slice;
import java.util.Set;

@AnalyzeClasses(packages = "io.rpcboot.demo", importOptions = DoNotIncludeTests.class)
class ModuleBoundariesTest {

    private static final String[] MODULES = {
        "io.rpcboot.demo.user..",
        "io.rpcboot.demo.friend..",
        "io.rpcboot.demo.group..",
        "io.rpcboot.demo.message..",
        "io.rpcboot.demo.admin..",
        "io.rpcboot.demo.ticket.."
    };

    @ArchTest
    static final ArchRule modulesMeetThroughTheApiOnly = slices().matching("io.rpcboot.demo.(*)..")
            .that(areModules())
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule modulesKnowNothingOfTheirHost = noClasses()
            .that()
            .resideInAnyPackage(MODULES)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.rpcboot.demo.provider..");

    @ArchTest
    static final ArchRule onlyTheModuleClassIsPublic = classes()
            .that()
            .resideInAnyPackage(MODULES)
            .and()
            .arePublic()
            .should()
            .haveSimpleNameEndingWith("Module");

    @ArchTest
    static final ArchRule theApiIsPlainJava = classes()
            .that()
            .resideInAPackage("io.rpcboot.demo.api..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "io.rpcboot", "io.rpcboot.demo.api..", "org.jspecify.annotations");

    private static DescribedPredicate<Slice> areModules() {
        return DescribedPredicate.describe(
                "are modules", slice -> !Set.of("api", "database", "provider").contains(slice.getNamePart(1)));
    }
}
