package io.flaghoist.history;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PurePackagesTest {
    @ParameterizedTest
    @ValueSource(strings = {"io.flaghoist.history.difference", "io.flaghoist.history.moment"})
    void what_only_thinks_knows_no_kafka_no_files_and_no_terminal(String pure) {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        pure,
                        "java.lang..",
                        "java.util..",
                        "java.time..",
                        "com.fasterxml.jackson..",
                        "org.jspecify..",
                        "io.flaghoist.schemas..")
                .check(
                        new ClassFileImporter()
                                .withImportOption(new ImportOption.DoNotIncludeTests())
                                .importPackages(pure));
    }
}
