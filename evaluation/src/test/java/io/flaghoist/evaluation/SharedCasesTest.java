package io.flaghoist.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The cases that the official server SDKs run in their own test suites, where they are present
 * beside the project.
 */
class SharedCasesTest {
    private static final Path CASES = Path.of("../../shared/testdata/evaluation");

    @TestFactory
    Stream<DynamicContainer> the_flag_has_the_expected_value() {
        return CaseAssert.tests(files());
    }

    @Test
    void there_are_55_files_with_60_assertions() {
        List<CaseFile> files = files();

        assertThat(files).hasSize(55);
        assertThat(files.stream().mapToInt(file -> file.cases().size()).sum()).isEqualTo(60);
    }

    private static List<CaseFile> files() {
        assumeTrue(
                Files.isDirectory(CASES),
                "no shared evaluation cases at " + CASES.toAbsolutePath().normalize());
        return CaseFile.below(CASES);
    }
}
