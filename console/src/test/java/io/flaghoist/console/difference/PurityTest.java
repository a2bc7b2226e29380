package io.flaghoist.console.difference;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class PurityTest {
    @Test
    void what_differs_is_found_without_kafka_files_or_a_terminal() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java.lang..",
                        "java.util..",
                        "java.time..",
                        "com.fasterxml.jackson..",
                        "org.jspecify..",
                        "io.flaghoist.schemas..",
                        "io.flaghoist.console.difference")
                .check(
                        new ClassFileImporter()
                                .withImportOption(new ImportOption.DoNotIncludeTests())
                                .importPackages("io.flaghoist.console.difference"));
    }
}
