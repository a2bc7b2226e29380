package io.flaghoist.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a regular expression may cost. */
class HostilePatternsTest {
    private static final String LONG = "a".repeat(5000) + "!";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a+)+$",
                "(a|a)*b",
                "(.*)*(.*)*(.*)*x",
                "(a?){100}(a?){100}b",
                "^(([a-z])+.)+[A-Z]$"
            })
    void a_pattern_that_makes_others_backtrack_is_answered(String pattern) {
        assertThat(matches(pattern, LONG)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((((a{30}){30}){30}){30})",
                "(((((((((a{10}){10}){10}){10}){10}){10}){10}){10}){10})",
                "(?:(?:a{1000}){1000})",
                "((a{5}){5}[{]{50})((a{50}){50})",
                "(?:[a{](?:\\(a{1,40}){40,})",
                "a{1001}"
            })
    void a_pattern_that_repeats_repetitions_more_than_a_thousand_times_matches_nothing(
            String pattern) {
        assertThat(matches(pattern, LONG)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a{1000}",
                "(a{10}){100}",
                "[a-z]{1,20}!$",
                "^[]a]{500}",
                "(?i)A{2}",
                "a{,5}|a",
                "\\x{61}"
            })
    void an_ordinary_pattern_with_counts_matches(String pattern) {
        assertThat(matches(pattern, LONG)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {2000, 100_000})
    void brackets_without_end_match_nothing(int depth) {
        assertThat(matches("(".repeat(depth) + "a" + ")".repeat(depth), "a")).isFalse();
        assertThat(matches("a".repeat(depth * 3), LONG)).isFalse();
    }

    private static boolean matches(String pattern, String text) {
        return TextTest.of("match", List.of(pattern), new Patterns()).matches(text);
    }
}
