package io.flaghoist.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the limits on patterns let through, and what is told of the rest. */
class PatternsTest {
    private final Patterns patterns = new Patterns();

    private static String allowList(int addresses) {
        return IntStream.range(0, addresses)
                .mapToObj(i -> "customer-" + i + "@example\\.org")
                .collect(Collectors.joining("|", "^(", ")$"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 240, 3000, 10_000})
    void an_allow_list_of_addresses_matches_whoever_is_on_it(int addresses) {
        TextTest test = patterns.compile(allowList(addresses));

        assertThat(test.matches("customer-" + (addresses - 1) + "@example.org")).isTrue();
        assertThat(test.matches("customer-" + addresses + "@example.org")).isFalse();
        assertThat(Patterns.limit(test)).isNull();
        assertThat(patterns.beyondLimits()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"((a{50}){50}){50}", "a{1001}", "(a{100}){100}"})
    void a_pattern_that_grows_beyond_the_limit_matches_nothing_is_counted_and_named(
            String pattern) {
        TextTest test = patterns.compile(pattern);

        assertThat(test.matches("a".repeat(2000))).isFalse();
        assertThat(Patterns.limit(test)).isEqualTo("a pattern is too large: it matches nothing");
        assertThat(patterns.beyondLimits()).isEqualTo(1);
    }

    @Test
    void a_large_pattern_does_not_match_a_text_that_would_take_too_long_and_that_is_named() {
        TextTest test = patterns.compile(allowList(8000));
        assertThat(Patterns.limit(test)).isNull();

        assertThat(test.matches("customer-7@example.org".repeat(100))).isFalse();

        assertThat(Patterns.limit(test)).contains("long texts");
        assertThat(patterns.beyondLimits()).isEqualTo(1);
        assertThat(test.matches("customer-7@example.org")).isTrue();
    }

    @Test
    void what_is_no_pattern_matches_nothing_and_is_within_the_limits() {
        TextTest test = patterns.compile("(");

        assertThat(test.matches("(")).isFalse();
        assertThat(Patterns.limit(test)).isNull();
        assertThat(patterns.beyondLimits()).isZero();
    }
}
