package io.flaghoist.history.difference;

import static io.flaghoist.history.difference.Compared.element;
import static io.flaghoist.history.difference.Compared.lines;
import static io.flaghoist.history.difference.Compared.setting;
import static io.flaghoist.testkit.fixture.ClauseFixture.clause;
import static io.flaghoist.testkit.fixture.SegmentFixture.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.testkit.fixture.SegmentFixture;
import org.junit.jupiter.api.Test;

class SegmentDifferencesTest {
    private static final SegmentFixture BETA = segment("beta");

    @Test
    void members_come_and_go() {
        assertThat(lines(BETA, BETA.including("ann").including("bob")))
                .containsExactly("+ `ann`, `bob` included");
        assertThat(lines(BETA.including("ann").excluding("carl"), BETA.excluding("dora")))
                .containsExactly(
                        "- `ann` no longer included",
                        "+ `dora` excluded",
                        "- `carl` no longer excluded");
        assertThat(
                        lines(
                                BETA.including("ann").including("bob"),
                                BETA.including("bob").including("ann")))
                .containsExactly("included in another order");
    }

    @Test
    void long_lists_are_cut_in_the_text_and_whole_in_the_data() {
        var full =
                BETA.with(json -> {
                    var included = json.withArray("included");
                    for (int i = 0; i < 5_008; i++) {
                        included.addObject().put("identifier", "t" + i);
                    }
                    return json;
                });

        var difference = Compared.between(BETA.document(), full.document()).getFirst();

        assertThat(difference.text())
                .isEqualTo(
                        "+ `t0`, `t1`, `t2`, `t3`, `t4`, `t5`, `t6`, `t7`, `t8`, `t9`"
                                + " and 4,998 more included");
        assertThat(difference.after()).hasSize(5_008);
    }

    @Test
    void what_is_known_about_a_member_changes() {
        var before = BETA.including("ann");

        assertThat(lines(before, before.with(element("included", 0, setting("name", "'Anna'")))))
                .containsExactly("included `ann`: `name`: `ann` → `Anna`");
    }

    @Test
    void of_many_changed_members_one_line_is_told() {
        var before = BETA;
        for (int i = 0; i < 30; i++) {
            before = before.including("t" + i);
        }
        var after =
                before.with(json -> {
                    json.withArray("included").forEach(Compared::rename);
                    return json;
                });

        assertThat(lines(before, after))
                .containsExactly(
                        "included: details of `t0`, `t1`, `t2`, `t3`, `t4`, `t5`, `t6`, `t7`,"
                                + " `t8`, `t9` and 20 more");
    }

    @Test
    void rules_are_told_once_although_the_document_holds_them_in_two_forms() {
        assertThat(lines(BETA, BETA.rule("email", "ends_with", "@acme.com")))
                .containsExactly("rule 1 added: `email` ends with `@acme.com`");
        assertThat(
                        lines(
                                BETA.rule("email", "ends_with", "@acme.com"),
                                BETA.rule("email", "ends_with", "@acme.io")))
                .containsExactly(
                        "rule 1: condition `email` ends with `@acme.com` → ends with `@acme.io`");
        assertThat(
                        lines(
                                BETA,
                                BETA.servingRule(
                                        clause("plan", "in", "pro"), clause("age", "gt", "18"))))
                .containsExactly(
                        "rule 1 added: `plan` is one of `pro`"
                                + " and `age` is greater than `18`, compared as text");
        assertThat(lines(BETA, BETA.servingRule()))
                .containsExactly("rule 1 added: without conditions, so never true");
    }

    @Test
    void rules_of_older_sdks_are_told_where_they_say_something_else() {
        var old = BETA.with(setting("rules", "[{'attribute':'plan','op':'in','values':['pro']}]"));

        assertThat(lines(BETA, old))
                .containsExactly("for older SDKs: condition added: `plan` is one of `pro`");
    }

    @Test
    void names_tags_and_times() {
        var before = BETA.with(setting("modifiedAt", "1700000000000")).version(1);
        var after =
                BETA.with(setting("modifiedAt", "1700000060000"))
                        .with(setting("name", "'Beta testers'"))
                        .with(setting("tags", "[{'identifier':'team_a','name':'Team A'}]"))
                        .version(2);

        assertThat(lines(before, after))
                .containsExactly(
                        "name: `beta` → `Beta testers`",
                        "tag + `team_a`",
                        "modified at 2023-11-14T22:13:20Z → 2023-11-14T22:14:20Z",
                        "version 1 → 2");
    }
}
