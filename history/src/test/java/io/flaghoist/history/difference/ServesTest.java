package io.flaghoist.history.difference;

import static io.flaghoist.history.difference.Compared.lines;
import static io.flaghoist.history.difference.Compared.setting;
import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.testkit.fixture.FlagFixture;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServesTest {
    private static final FlagFixture FLAG = flag("f").serving("true");

    @Test
    void a_variation_becomes_a_rollout_and_the_other_way_round() {
        var rollout = FLAG.rollout("true", 25, "false", 75);

        assertThat(lines(FLAG, rollout))
                .containsExactly(
                        "default: `true` → 25 % of targets get `true`, the others `false`");
        assertThat(lines(rollout, FLAG))
                .containsExactly(
                        "default: 25 % of targets get `true`, the others `false` → `true`");
    }

    @Test
    void of_two_shares_one_is_told_and_if_possible_that_of_true() {
        var told =
                between(
                        FLAG.rollout("false", 90, "true", 10),
                        FLAG.rollout("false", 75, "true", 25));

        assertThat(told)
                .containsExactly(
                        new Difference(
                                "defaultServe.distribution.variations[true].weight",
                                Compared.json("10"),
                                Compared.json("25"),
                                "default: 10 % → 25 % of targets get `true`"));
        assertThat(lines(FLAG.rollout("a", 1, "b", 99), FLAG.rollout("a", 2, "b", 98)))
                .containsExactly("default: 1 % → 2 % of targets get `a`");
    }

    @Test
    void of_three_shares_each_is_told_that_changed() {
        assertThat(lines(three(20, 30, 50), three(10, 30, 60)))
                .containsExactly(
                        "default: 20 % → 10 % of targets get `a`",
                        "default: 50 % → 60 % of targets get `c`");
        assertThat(lines(FLAG, three(20, 30, 50)))
                .containsExactly("default: `true` → 20 % of targets get `a`, 30 % `b`, 50 % `c`");
    }

    @Test
    void weights_that_are_no_whole_are_told_as_they_stand_and_what_comes_of_it() {
        assertThat(lines(three(20, 30, 50), three(20, 30, 40)))
                .containsExactly(
                        "default: 50 % → 40 % of targets get `c`"
                                + " (weights add up to 90: the rest get `c`)");
        assertThat(lines(three(20, 30, 50), three(70, 30, 50)))
                .containsExactly(
                        "default: 20 % → 70 % of targets get `a`"
                                + " (weights add up to 150: nobody gets what is above 100)");
        assertThat(lines(FLAG, FLAG.rollout("true", 1, "false", 1)))
                .containsExactly(
                        "default: `true` → 1 % of targets get `true`, 1 % `false`"
                                + " (weights add up to 2: the rest get `false`)");
    }

    @Test
    void another_attribute_deals_anew() {
        var byPlan = FLAG.with(setting("defaultServe", ROLLOUT.formatted("plan")));
        var byEmail = FLAG.with(setting("defaultServe", ROLLOUT.formatted("email")));
        var byTarget = FLAG.with(setting("defaultServe", ROLLOUT.formatted("identifier")));

        assertThat(lines(byPlan, byEmail))
                .containsExactly(
                        "default: rollout of `plan` → of `email`, which deals anew who gets what");
        assertThat(lines(byPlan, byTarget))
                .containsExactly(
                        "default: rollout of `plan` → of targets, which deals anew who gets what");
    }

    @Test
    void the_same_shares_in_another_order_go_to_other_targets() {
        assertThat(lines(FLAG.rollout("a", 25, "b", 75), FLAG.rollout("b", 75, "a", 25)))
                .containsExactly(
                        "default: 25 % of targets get `a`, the others `b`"
                                + " → 75 % of targets get `b`, the others `a`"
                                + " (the same shares in another order, so other targets get them)");
    }

    @Test
    void a_rollout_with_other_variations_is_told_as_a_whole() {
        assertThat(lines(FLAG.rollout("a", 25, "b", 75), FLAG.rollout("a", 25, "c", 75)))
                .containsExactly(
                        "default: 25 % of targets get `a`, the others `b`"
                                + " → 25 % of targets get `a`, the others `c`");
    }

    @Test
    void what_serves_nothing_says_so() {
        assertThat(lines(FLAG, FLAG.with(setting("defaultServe", "{}"))))
                .containsExactly("default: `true` → nothing");
        assertThat(
                        lines(
                                FLAG,
                                FLAG.with(
                                        setting(
                                                "defaultServe",
                                                "{'variation':'true','distribution':{}}"))))
                .containsExactly("default: `true` → nothing (a rollout without shares) or `true`");
    }

    @Test
    void a_variation_beside_a_rollout_is_told_plainly_for_it_decides_nothing() {
        var before = FLAG.with(setting("defaultServe", BOTH.formatted("a")));
        var after = FLAG.with(setting("defaultServe", BOTH.formatted("b")));

        assertThat(lines(before, after)).containsExactly("default: `variation`: `a` → `b`");
    }

    @Test
    void unknown_fields_of_a_share_are_told() {
        var before = FLAG.with(setting("defaultServe", ROLLOUT.formatted("plan")));
        var after =
                FLAG.with(
                        setting(
                                "defaultServe",
                                ROLLOUT.formatted("plan").replace("25}", "25,'note':1}")));

        assertThat(lines(before, after)).containsExactly("default: share 1: `note` added: 1");
    }

    private static List<Difference> between(FlagFixture before, FlagFixture after) {
        return Compared.between(before.document(), after.document());
    }

    private static FlagFixture three(int a, int b, int c) {
        return FLAG.with(
                setting(
                        "defaultServe",
                        """
                        {'distribution':{'bucketBy':'identifier','variations':[
                         {'variation':'a','weight':%d},{'variation':'b','weight':%d},{'variation':'c','weight':%d}]}}
                        """
                                .formatted(a, b, c)));
    }

    private static final String ROLLOUT =
            """
            {'distribution':{'bucketBy':'%s','variations':[
             {'variation':'true','weight':25},{'variation':'false','weight':75}]}}
            """;

    private static final String BOTH =
            """
            {'variation':'%s','distribution':{'bucketBy':'identifier','variations':[
             {'variation':'true','weight':25},{'variation':'false','weight':75}]}}
            """;
}
