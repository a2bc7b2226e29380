package io.flaghoist.service.logging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"", "plain", "grüß \"dich\" <b> \\n", "日本語", "\uD83D\uDE00", "a b\u00a0c"})
    void what_only_shows_is_left_as_it_is(String text) {
        assertThat(LogText.field(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "000a, \\n",
        "000d, \\r",
        "0009, \\t",
        "0000, \\u0000",
        "001b, \\u001b",
        "007f, \\u007f",
        "0080, \\u0080",
        "0085, \\u0085",
        "009b, \\u009b",
        "009f, \\u009f",
        "2028, \\u2028",
        "2029, \\u2029",
        "200e, \\u200e",
        "202e, \\u202e",
        "2066, \\u2066",
        "2069, \\u2069",
        "061c, \\u061c",
        "feff, \\ufeff",
        "d83d, \\ud83d",
        "dc00, \\udc00"
    })
    void what_a_terminal_or_a_reader_of_lines_would_obey_is_escaped(String code, String escaped) {
        char c = (char) Integer.parseInt(code, 16);

        assertThat(LogText.field("a" + c + "b")).isEqualTo("a" + escaped + "b");
    }

    @Test
    void a_field_has_256_characters_at_most_and_says_when_it_was_cut() {
        assertThat(LogText.field("x".repeat(255))).hasSize(255).doesNotContain("…");
        assertThat(LogText.field("x".repeat(256))).hasSize(256).doesNotContain("…");
        assertThat(LogText.field("x".repeat(257))).hasSize(256).endsWith("x…");
        assertThat(LogText.field("\u009b".repeat(240_000))).hasSizeLessThanOrEqualTo(256);
        String pairs = LogText.field("x" + "\uD83D\uDE00".repeat(200));
        assertThat(pairs).hasSizeLessThanOrEqualTo(256).endsWith("\uDE00…");
        assertThat(LogText.field(pairs)).as("again").isEqualTo(pairs);
    }
}
