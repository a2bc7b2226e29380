package io.flaghoist.history.difference;

import static io.flaghoist.history.difference.Compared.element;
import static io.flaghoist.history.difference.Compared.lines;
import static io.flaghoist.history.difference.Compared.setting;
import static io.flaghoist.testkit.fixture.ClauseFixture.clause;
import static io.flaghoist.testkit.fixture.ClauseFixture.inGroup;
import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.testkit.fixture.ClauseFixture;
import io.flaghoist.testkit.fixture.FlagFixture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesTest {
    private static final FlagFixture FLAG =
            flag("f").kind("string").variation("a", "1").variation("b", "2");
    private static final FlagFixture ONE_RULE = FLAG.servingIf("a", inGroup("beta"));
    private static final ClauseFixture PAYING = clause("plan", "in", "pro", "team");

    @Test
    void a_rule_is_added_and_removed() {
        assertThat(lines(ONE_RULE, ONE_RULE.servingIf("b", PAYING)))
                .containsExactly("rule 2 added: if `plan` is one of `pro`, `team` → `b`");
        assertThat(lines(ONE_RULE.servingIf("b", PAYING), ONE_RULE))
                .containsExactly("rule 2 removed: if `plan` is one of `pro`, `team` → `b`");
        assertThat(lines(ONE_RULE, ONE_RULE.servingIf("b", PAYING, inGroup("x", "y"))))
                .containsExactly(
                        "rule 2 added: if `plan` is one of `pro`, `team`"
                                + " and in one of the groups `x`, `y` → `b`");
        assertThat(lines(ONE_RULE, ONE_RULE.servingIf("b")))
                .containsExactly("rule 2 added: for everybody → `b`");
    }

    @Test
    void a_rule_serves_something_else() {
        assertThat(lines(FLAG.servingIf("a", PAYING), FLAG.servingIf("b", PAYING)))
                .containsExactly("rule 1: now serves `b` (was `a`)");
    }

    @Test
    void a_rollout_is_widened() {
        assertThat(lines(rollout("plan", 10, 90), rollout("plan", 25, 75)))
                .containsExactly("rule 2: 10 % → 25 % of `plan` get `a`");
    }

    @Test
    void a_condition_asks_for_something_else() {
        assertThat(
                        lines(
                                ONE_RULE.servingIf("b", clause("email", "ends_with", "@acme.com")),
                                ONE_RULE.servingIf("b", clause("email", "ends_with", "@acme.io"))))
                .containsExactly(
                        "rule 2: condition `email` ends with `@acme.com` → ends with `@acme.io`");
        assertThat(
                        lines(
                                ONE_RULE.servingIf("b", clause("email", "ends_with", "x")),
                                ONE_RULE.servingIf("b", clause("mail", "ends_with", "x"))))
                .containsExactly("rule 2: condition `email` ends with `x` → `mail` ends with `x`");
        assertThat(lines(ONE_RULE, FLAG.servingIf("a", inGroup("gamma"))))
                .containsExactly("rule 1: condition in group `beta` → in group `gamma`");
    }

    @Test
    void conditions_come_and_go() {
        assertThat(lines(FLAG.servingIf("a", PAYING), FLAG.servingIf("a", PAYING, inGroup("x"))))
                .containsExactly("rule 1: condition added: in group `x`");
        assertThat(
                        lines(
                                FLAG.servingIf("a", PAYING, inGroup("x")),
                                FLAG.servingIf("a", inGroup("x"), PAYING)))
                .containsExactly("rule 1: conditions in another order");
    }

    @Test
    void of_a_long_list_only_what_came_and_went_is_told() {
        assertThat(
                        lines(
                                FLAG.servingIf("a", clause("id", "in", numbers(0, 5_000))),
                                FLAG.servingIf("a", clause("id", "in", numbers(2, 5_001)))))
                .containsExactly("rule 1: condition `id` is one of: + `5000`; - `0`, `1`");
        assertThat(
                        lines(
                                FLAG.servingIf("a", clause("id", "in")),
                                FLAG.servingIf("a", clause("id", "in", numbers(0, 5_008)))))
                .containsExactly(
                        "rule 1: condition `id` is one of no value, so never true → is one of `0`,"
                                + " `1`, `2`, `3`, `4`, `5`, `6`, `7`, `8`, `9` and 4,998 more");
    }

    @Test
    void a_negation_is_told_with_what_it_is_worth() {
        var negated =
                FLAG.servingIf("a", PAYING)
                        .with(
                                element(
                                        "rules",
                                        0,
                                        element("clauses", 0, setting("negate", "true"))));

        assertThat(lines(FLAG.servingIf("a", PAYING), negated))
                .containsExactly("rule 1: condition `plan` now negated, which SDKs ignore");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    equal           | `plan` is `x`, in upper or lower case
                    equal_sensitive | `plan` is exactly `x`
                    in              | `plan` is one of `x`
                    starts_with     | `plan` starts with `x`
                    ends_with       | `plan` ends with `x`
                    contains        | `plan` contains `x`
                    match           | `plan` matches the pattern `x`
                    gt              | `plan` is greater than `x`, compared as text
                    segmentMatch    | in group `x`
                    resembles       | `plan` `resembles` `x`, which SDKs do not understand
                    """)
    void every_operator_has_its_words(String op, String words) {
        assertThat(lines(FLAG, FLAG.servingIf("a", clause("plan", op, "x"))))
                .containsExactly("rule 1 added: if " + words + " → `a`");
    }

    @Test
    void values_that_sdks_ignore_are_told_as_such() {
        assertThat(lines(FLAG, FLAG.servingIf("a", clause("plan", "contains", "x", "y", "z"))))
                .containsExactly(
                        "rule 1 added: if `plan` contains `x` (SDKs ignore `y`, `z`) → `a`");
        assertThat(lines(FLAG, FLAG.servingIf("a", clause("plan", "contains"))))
                .containsExactly("rule 1 added: if `plan` contains no value, so never true → `a`");
    }

    @Test
    void a_rule_overtakes_another() {
        var before = ONE_RULE.servingIf("b", PAYING);
        var after =
                before.with(element("rules", 0, setting("priority", "2")))
                        .with(element("rules", 1, setting("priority", "1")));

        assertThat(lines(before, after)).containsExactly("rule 2 → rule 1");
    }

    @Test
    void of_a_rule_moved_over_many_only_its_own_move_is_told() {
        var before = FLAG;
        for (int i = 0; i < 6; i++) {
            before = before.servingIf("a", clause("n", "in", "" + i));
        }
        var after = before.with(element("rules", 5, setting("priority", "0")));
        for (int i = 0; i < 5; i++) {
            after = after.with(element("rules", i, setting("priority", "" + (i + 10))));
        }

        var told = Compared.between(before.document(), after.document());

        assertThat(Compared.lines(told)).containsExactly("rule 6 → rule 1");
        assertThat(Compared.paths(told)).containsExactly("rules[].priority");
        assertThat(told.getFirst().after()).hasSize(6).contains(Compared.json("10"));
        assertThat(Compared.lines(Compared.between(after.document(), before.document())))
                .containsExactly("rule 1 → rule 6");
    }

    @Test
    void a_rule_put_in_front_moves_the_others_without_a_line_for_each() {
        var before = ONE_RULE.servingIf("b", PAYING);
        var after =
                before.with(element("rules", 0, setting("priority", "2")))
                        .with(element("rules", 1, setting("priority", "3")))
                        .with(element("rules", 1, setting("serve", "{'variation':'a'}")))
                        .servingIf("b", clause("city", "equal", "Bonn"))
                        .with(element("rules", 2, setting("priority", "1")));

        assertThat(lines(before, after))
                .containsExactly(
                        "rule 1 added: if `city` is `Bonn`, in upper or lower case → `b`",
                        "rule 3 (was 2): now serves `a` (was `b`)",
                        "2 rules with new priorities in the same order");
    }

    @Test
    void a_priority_that_moves_nothing_is_told_as_a_number() {
        assertThat(lines(ONE_RULE, ONE_RULE.with(element("rules", 0, setting("priority", "5")))))
                .containsExactly("rule 1: priority: 1 → 5");
    }

    @Test
    void rules_without_ids_are_matched_from_both_ends() {
        var nameless = setting("ruleId", "''");
        var two =
                ONE_RULE.servingIf("b", PAYING)
                        .with(element("rules", 0, nameless))
                        .with(element("rules", 1, nameless));
        var second =
                two.with(json -> {
                    json.withArray("rules").remove(0);
                    return json;
                });

        assertThat(lines(two, second)).containsExactly("rule 1 removed: if in group `beta` → `a`");
        assertThat(lines(second, two)).containsExactly("rule 1 added: if in group `beta` → `a`");
    }

    @Test
    void rules_that_only_lie_elsewhere_are_told_apart_from_rules_asked_in_another_order() {
        var before = ONE_RULE.servingIf("b", PAYING);

        assertThat(lines(before, before.with(RulesTest::swapped)))
                .containsExactly("rules listed in another order, with the same priorities");
        var tied = before.with(element("rules", 1, setting("priority", "1")));
        assertThat(lines(tied, tied.with(RulesTest::swapped)))
                .containsExactly("rules of equal priority in another order");
    }

    private static ObjectNode swapped(ObjectNode flag) {
        var rules = flag.withArray("rules");
        rules.add(rules.remove(0));
        return flag;
    }

    private static FlagFixture rollout(String bucketBy, int a, int b) {
        return ONE_RULE.servingIf("a", PAYING)
                .with(
                        element(
                                "rules",
                                1,
                                setting(
                                        "serve",
                                        """
                                        {'distribution':{'bucketBy':'%s','variations':[
                                         {'variation':'a','weight':%d},{'variation':'b','weight':%d}]}}
                                        """
                                                .formatted(bucketBy, a, b))));
    }

    private static String[] numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toArray(String[]::new);
    }
}
