package io.flaghoist.schemas;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses SCHEMAS =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.flaghoist.schemas");

    @Test
    void the_contract_knows_no_kafka_client_no_server_and_no_io() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..",
                        "io.dropwizard..",
                        "jakarta..",
                        "org.eclipse.jetty..",
                        "okhttp3..",
                        "java.net..",
                        "java.nio.file..",
                        "java.nio.channels..")
                .check(SCHEMAS);
    }

    @Test
    void the_image_does_not_know_how_records_are_written() {
        noClasses()
                .that()
                .resideInAPackage("..image..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..schemas.record..", "..schemas.topic..", "..schemas.wire..")
                .check(SCHEMAS);
    }
}
