package io.flaghoist.faults;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.net.URLDecoder;
import org.junit.jupiter.api.Test;

class PurityTest {
    private static final JavaClasses FAULTS =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.flaghoist.faults");

    @Test
    void the_checker_and_the_plan_know_no_process_no_network_and_no_kafka() {
        classes()
                .that()
                .resideInAnyPackage("io.flaghoist.faults.check..", "io.flaghoist.faults.plan..")
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(
                                        "java.lang..",
                                        "java.util..",
                                        "java.nio.charset",
                                        "java.time",
                                        "com.fasterxml.jackson.databind.node",
                                        "org.jspecify.annotations",
                                        "io.flaghoist.schemas..",
                                        "io.flaghoist.faults.check..",
                                        "io.flaghoist.faults.plan..")
                                .or(belongToAnyOf(URLDecoder.class)))
                .check(FAULTS);
    }

    @Test
    void what_is_tested_is_run_and_not_called() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.flaghoist.ingest..", "io.flaghoist.edge..")
                .check(FAULTS);
    }

    @Test
    void packages_do_not_go_round_in_circles() {
        slices().matching("io.flaghoist.faults.(*)..").should().beFreeOfCycles().check(FAULTS);
    }
}
