package io.flaghoist.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Our own cases: {@code src/test/resources/cases}. */
class OwnCasesTest {
    private static final Path CASES = Path.of("src/test/resources/cases");

    @TestFactory
    Stream<DynamicContainer> the_flag_has_the_expected_value() {
        return CaseAssert.tests(CaseFile.below(CASES));
    }

    @Test
    void names_are_unique_in_their_file() {
        for (CaseFile file : CaseFile.below(CASES)) {
            List<String> names = file.cases().stream().map(CaseFile.Case::name).toList();
            assertThat(names).as(file.name()).doesNotHaveDuplicates();
        }
    }

    @Test
    void there_are_more_than_two_hundred() {
        assertThat(CaseFile.below(CASES).stream().mapToInt(file -> file.cases().size()).sum())
                .isGreaterThan(200);
    }
}
