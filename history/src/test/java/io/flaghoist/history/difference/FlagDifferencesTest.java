package io.flaghoist.history.difference;

import static io.flaghoist.history.difference.Compared.lines;
import static io.flaghoist.history.difference.Compared.setting;
import static io.flaghoist.history.difference.Compared.without;
import static io.flaghoist.testkit.fixture.ClauseFixture.clause;
import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.testkit.fixture.FlagFixture;
import org.junit.jupiter.api.Test;

class FlagDifferencesTest {
    private static final FlagFixture FLAG = flag("dark_mode").on().serving("true");

    private static final FlagFixture COLOUR =
            flag("colour").kind("string").variation("a", "red").variation("b", "blue");

    @Test
    void equal_flags_have_no_differences() {
        assertThat(lines(FLAG, FLAG)).isEmpty();
    }

    @Test
    void a_flag_is_turned_on_or_off() {
        assertThat(lines(FLAG.off(), FLAG.on())).containsExactly("turned on");
        assertThat(lines(FLAG.on(), FLAG.off())).containsExactly("turned off");
    }

    @Test
    void an_odd_state_is_off_and_said_so() {
        Document on = FLAG.on().document();
        ObjectNode odd = on.body().tree().put("state", "weird");
        ObjectNode off = on.body().tree().put("state", "off");

        assertThat(lines(Compared.between(on.key(), on.body().tree(), odd)))
                .containsExactly("turned off (the state `weird` counts as off)");
        assertThat(lines(Compared.between(on.key(), odd, on.body().tree())))
                .containsExactly("turned on (the state `weird` counts as off)");
        assertThat(lines(Compared.between(on.key(), off, odd)))
                .containsExactly("state: `off` → `weird`");
    }

    @Test
    void what_is_served_by_default_and_when_off() {
        assertThat(lines(FLAG, FLAG.serving("false"))).containsExactly("default: `true` → `false`");
        assertThat(lines(FLAG, FLAG.with(setting("offVariation", "'true'"))))
                .containsExactly("when off: `false` → `true`");
    }

    @Test
    void a_variation_is_added_removed_or_changed() {
        assertThat(lines(COLOUR, COLOUR.variation("c", "green")))
                .containsExactly("variation `c` added: value `green`");
        assertThat(lines(COLOUR.variation("c", "green"), COLOUR))
                .containsExactly("variation `c` removed: value `green`");
        assertThat(
                        lines(
                                COLOUR,
                                COLOUR.with(
                                        Compared.element(
                                                "variations", 1, setting("value", "'sky'")))))
                .containsExactly("variation `b`: value: `blue` → `sky`");
        assertThat(
                        lines(
                                COLOUR,
                                COLOUR.with(
                                        Compared.element(
                                                "variations", 0, setting("name", "'Red'")))))
                .containsExactly("variation `a`: name: `a` → `Red`");
        assertThat(
                        lines(
                                COLOUR,
                                COLOUR.with(
                                        Compared.element(
                                                "variations",
                                                0,
                                                setting("description", "'like a rose'")))))
                .containsExactly("variation `a`: description added: `like a rose`");
    }

    @Test
    void of_a_variation_with_json_in_it_the_field_is_told_that_changed() {
        var before = COLOUR.kind("json").variation("a", "{\"size\":1,\"font\":{\"bold\":true}}");
        var after = COLOUR.kind("json").variation("a", "{\"size\":2,\"font\":{\"thin\":true}}");

        assertThat(lines(before, after))
                .containsExactly(
                        "variation `a`: value: `font.bold` removed (was true);"
                                + " `font.thin` added: true; `size`: 1 → 2");
        var spaced = COLOUR.kind("json").variation("a", "{\"size\":1, \"font\":{\"bold\":true}}");
        assertThat(lines(before, spaced)).singleElement().asString().contains("value: `");
    }

    @Test
    void targets_and_groups_come_to_the_target_map_and_go() {
        var mapped = FLAG.with(setting("variationToTargetMap", TARGET_MAP));

        assertThat(lines(FLAG, mapped))
                .containsExactly(
                        "target map: + `ann`, `bob` get `true`",
                        "target map: + group `beta` gets `true`");
        assertThat(lines(mapped, FLAG))
                .containsExactly(
                        "target map: - `ann`, `bob` (got `true`)",
                        "target map: - group `beta` (got `true`)");
        assertThat(lines(mapped, mapped.with(setting("variationToTargetMap", CARL_FOR_BOB))))
                .containsExactly(
                        "target map: + `carl` gets `true`",
                        "target map: - `bob` (got `true`)",
                        "target map of `true`: targets `ann`: `name`: `Ann` → `Anna`",
                        "target map: - group `beta` (got `true`)");
    }

    @Test
    void an_entry_of_the_target_map_may_be_for_nobody() {
        var mapped = FLAG.with(setting("variationToTargetMap", "[{'variation':'true'}]"));

        assertThat(lines(FLAG, mapped)).containsExactly("target map of `true`: added, for nobody");
        assertThat(lines(mapped, FLAG))
                .containsExactly("target map of `true`: removed, for nobody");
    }

    @Test
    void prerequisites_are_added_changed_and_removed() {
        var requiring = FLAG.requiring("other", "true");

        assertThat(lines(FLAG, requiring)).containsExactly("now requires `other` to be `true`");
        assertThat(lines(requiring, FLAG))
                .containsExactly("no longer requires `other` to be `true`");
        assertThat(lines(requiring, FLAG.requiring("other", "a", "b", "c")))
                .containsExactly("requires `other` to be `true` → `a`, `b` or `c`");
        assertThat(lines(requiring, FLAG.requiring("other")))
                .containsExactly("requires `other` to be `true` → nothing, so never met");
    }

    @Test
    void names_descriptions_and_the_archive() {
        assertThat(lines(FLAG, FLAG.with(setting("name", "'Dark mode'"))))
                .containsExactly("name added: `Dark mode`");
        assertThat(
                        lines(
                                FLAG.with(setting("description", "'old'")),
                                FLAG.with(setting("description", "'new'"))))
                .containsExactly("description: `old` → `new`");
        assertThat(lines(FLAG, FLAG.with(setting("archived", "true")))).containsExactly("archived");
        assertThat(
                        lines(
                                FLAG.with(setting("archived", "true")),
                                FLAG.with(setting("archived", "false"))))
                .containsExactly("no longer archived");
        assertThat(lines(FLAG, FLAG.with(setting("archived", "false"))))
                .containsExactly("archived added: false");
    }

    @Test
    void the_version_comes_last_and_stands_alone_if_nothing_else_changed() {
        assertThat(lines(FLAG.version(7), FLAG.version(8))).containsExactly("version 7 → 8");
        assertThat(lines(FLAG.version(7), FLAG.off().version(8).with(setting("zebra", "1"))))
                .containsExactly("turned off", "`zebra` added: 1", "version 7 → 8");
    }

    @Test
    void fields_that_nobody_knows_are_told_plainly_wherever_they_are() {
        assertThat(
                        lines(
                                FLAG.with(setting("foo", "{'bar':1,'baz':[{'x':1}],'gone':null}")),
                                FLAG.with(setting("foo", "{'bar':2,'baz':[{'x':2}],'new':[]}"))))
                .containsExactly(
                        "`foo.bar`: 1 → 2",
                        "`foo.baz[0].x`: 1 → 2",
                        "`foo.gone` removed (was null)",
                        "`foo.new` added: []");
        var ruled = FLAG.servingIf("true", clause("plan", "in", "pro"));
        assertThat(lines(ruled, ruled.with(Compared.element("rules", 0, setting("note", "'x'")))))
                .containsExactly("rule 1: `note` added: `x`");
        assertThat(
                        lines(
                                ruled,
                                ruled.with(
                                        Compared.element(
                                                "variations", 0, setting("colour", "'red'")))))
                .containsExactly("variation `true`: `colour` added: `red`");
    }

    @Test
    void a_flag_is_told_in_the_order_in_which_one_reads_it() {
        var before = FLAG.version(1);
        var after =
                flag("dark_mode")
                        .off()
                        .version(2)
                        .serving("false")
                        .variation("maybe", "maybe")
                        .targeting("ann", "true")
                        .servingIf("true", clause("plan", "in", "pro"))
                        .requiring("other", "true")
                        .with(setting("name", "'Dark'"))
                        .with(setting("offVariation", "'true'"))
                        .with(setting("kind", "'string'"));

        assertThat(lines(before, after))
                .containsExactly(
                        "turned off",
                        "kind: `boolean` → `string`",
                        "variation `maybe` added: value `maybe`",
                        "default: `true` → `false`",
                        "when off: `false` → `true`",
                        "target map: + `ann` gets `true`",
                        "rule 1 added: if `plan` is one of `pro` → `true`",
                        "now requires `other` to be `true`",
                        "name added: `Dark`",
                        "version 1 → 2");
    }

    @Test
    void the_order_of_lists_is_content_too() {
        assertThat(
                        lines(
                                COLOUR,
                                COLOUR.kind("string").variation("b", "blue").variation("a", "red")))
                .containsExactly("variations in another order");
        assertThat(
                        lines(
                                FLAG.requiring("x", "1").requiring("y", "2"),
                                FLAG.requiring("y", "2").requiring("x", "1")))
                .containsExactly("prerequisites in another order");
        assertThat(
                        lines(
                                FLAG.targeting("ann", "true").targeting("bob", "false"),
                                FLAG.targeting("bob", "false").targeting("ann", "true")))
                .containsExactly("target map in another order, of which the first match counts");
    }

    @Test
    void paths_name_elements_by_what_identifies_them() {
        var before = FLAG.servingIf("true", clause("e.mail", "in", "pro"));
        var after =
                FLAG.servingIf("false", clause("e.mail", "in", "pro", "team"))
                        .with(Compared.element("variations", 1, setting("value", "'no'")))
                        .with(setting("a b", "1"));

        assertThat(Compared.paths(Compared.between(before.document(), after.document())))
                .containsExactly(
                        "variations[false].value",
                        "rules[rule-1].clauses[\"e.mail\"].values",
                        "rules[rule-1].serve.variation",
                        "[\"a b\"]");
    }

    @Test
    void the_data_hold_both_values() {
        assertThat(Compared.between(FLAG.document(), FLAG.serving("false").document()))
                .containsExactly(
                        new Difference(
                                "defaultServe.variation",
                                Compared.json("'true'"),
                                Compared.json("'false'"),
                                "default: `true` → `false`"));
        assertThat(
                        Compared.between(
                                FLAG.document(),
                                FLAG.with(without("name")).targeting("ann", "true").document()))
                .containsExactly(
                        new Difference(
                                "variationToTargetMap[true].targets",
                                null,
                                Compared.json("[{'identifier':'ann','name':'ann'}]"),
                                "target map: + `ann` gets `true`"));
    }

    private static final String TARGET_MAP =
            """
            [{'variation':'true','targetSegments':['beta'],
              'targets':[{'identifier':'ann','name':'Ann'},{'identifier':'bob','name':'Bob'}]}]
            """;

    private static final String CARL_FOR_BOB =
            """
            [{'variation':'true','targetSegments':[],
              'targets':[{'identifier':'ann','name':'Anna'},{'identifier':'carl','name':'Carl'}]}]
            """;
}
