package io.flaghoist.history.difference;

import static io.flaghoist.history.difference.Compared.lines;
import static io.flaghoist.testkit.fixture.ClauseFixture.clause;
import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.testkit.fixture.ClauseFixture;
import io.flaghoist.testkit.fixture.FlagFixture;
import org.junit.jupiter.api.Test;

class HostileTextTest {
    private static final FlagFixture FLAG = flag("f");

    @Test
    void escape_sequences_and_line_breaks_are_shown_and_not_obeyed() {
        assertThat(lines(FLAG, FLAG.targeting("\u001b[2Jann\r\n2026 ERROR\tforged", "true")))
                .containsExactly(
                        "target map: + `\\u001b[2Jann\\r\\n2026 ERROR\\tforged` gets `true`");
    }

    @Test
    void what_turns_the_direction_of_writing_or_cannot_be_seen_is_shown() {
        assertThat(lines(FLAG, FLAG.targeting("a\u202eb\u200bc\u2028d\u009be", "true")))
                .containsExactly("target map: + `a\\u202eb\\u200bc\\u2028d\\u009be` gets `true`");
        assertThat(lines(FLAG, FLAG.targeting("half \ud83d", "true")).getFirst())
                .doesNotContain("\ud83d");
    }

    @Test
    void a_value_cannot_end_its_own_quotation() {
        assertThat(lines(FLAG, FLAG.targeting("ann` gets `everything", "true")))
                .containsExactly("target map: + `ann\\u0060 gets \\u0060everything` gets `true`");
    }

    @Test
    void letters_of_all_languages_stay_as_they_are() {
        assertThat(lines(FLAG, FLAG.targeting("Zoë 本 \ud83d\ude00 a\\b", "true")))
                .containsExactly("target map: + `Zoë 本 \ud83d\ude00 a\\b` gets `true`");
    }

    @Test
    void values_that_look_alike_once_they_are_tame_are_still_told_apart() {
        assertThat(lines(FLAG.variation("x", "line\nbreak"), FLAG.variation("x", "line\\nbreak")))
                .containsExactly("variation `x`: value: `\"line\\nbreak\"` → `\"line\\\\nbreak\"`");
        assertThat(
                        lines(
                                FLAG.with(json -> json.put("x", 1)),
                                FLAG.with(json -> json.put("x", "1"))))
                .containsExactly("`x`: 1 → `1`");
    }

    @Test
    void long_values_are_cut_around_the_place_where_they_part() {
        String same = "x".repeat(1_000);

        assertThat(
                        lines(
                                FLAG.variation("v", same + "red" + same),
                                FLAG.variation("v", same + "blue" + same)))
                .containsExactly(
                        "variation `v`: value: `…"
                                + "x".repeat(20)
                                + "red"
                                + "x".repeat(55)
                                + "…` → `…"
                                + "x".repeat(20)
                                + "blue"
                                + "x".repeat(54)
                                + "…`");
    }

    @Test
    void a_line_is_bounded_however_much_it_has_to_tell() {
        var clauses = new ClauseFixture[50];
        for (int i = 0; i < clauses.length; i++) {
            clauses[i] = clause("attribute" + i, "in", "y".repeat(500), "z".repeat(500));
        }

        assertThat(lines(FLAG, FLAG.servingIf("true", clauses)).getFirst())
                .hasSize(600)
                .endsWith("…");
    }

    @Test
    void a_path_can_be_told_from_any_other_whatever_the_names() {
        assertThat(paths("a.b")).isEqualTo("[\"a.b\"]");
        assertThat(paths("a\"]\n")).isEqualTo("[\"a\\\"]\\n\"]");
        assertThat(paths("é")).isEqualTo("[\"é\"]");
    }

    private static String paths(String field) {
        return Compared.between(FLAG.document(), FLAG.with(json -> json.put(field, 1)).document())
                .getFirst()
                .path();
    }
}
