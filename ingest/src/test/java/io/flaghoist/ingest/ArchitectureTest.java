package io.flaghoist.ingest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses MAIN =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.flaghoist.ingest");

    @Test
    void reconcile_is_pure() {
        classes()
                .that()
                .resideInAPackage("..ingest.reconcile..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "io.flaghoist.schemas..",
                        "..ingest.reconcile..")
                .check(MAIN);
    }

    @Test
    void only_upstream_knows_http() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..ingest.upstream..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("okhttp3..")
                .check(MAIN);
    }

    @Test
    void only_who_writes_and_reads_topics_knows_kafka() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "..ingest.kafka..",
                        "..ingest.publish..",
                        "..ingest.status..",
                        "..ingest.control..")
                .and()
                .haveSimpleNameNotStartingWith("Registra")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(MAIN);
    }
}
