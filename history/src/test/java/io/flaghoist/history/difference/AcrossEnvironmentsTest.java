package io.flaghoist.history.difference;

import static io.flaghoist.history.difference.Compared.element;
import static io.flaghoist.history.difference.Compared.setting;
import static io.flaghoist.testkit.fixture.ClauseFixture.clause;
import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.SegmentFixture.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.HashedApiKey;
import io.flaghoist.schemas.document.ApiKeyDocument;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.KeyType;
import io.flaghoist.testkit.fixture.FlagFixture;
import io.flaghoist.testkit.fixture.SegmentFixture;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcrossEnvironmentsTest {
    private static final FlagFixture DEV =
            flag("f").on().version(7).servingIf("true", clause("plan", "in", "pro"));
    private static final FlagFixture PROD =
            DEV.version(3)
                    .with(setting("environment", "'prod'"))
                    .with(element("rules", 0, setting("ruleId", "'another'")))
                    .with(element("rules", 0, setting("priority", "100")))
                    .with(element("rules", 0, element("clauses", 0, setting("id", "'other'"))));
    private static final SegmentFixture GROUP = segment("beta").including("ann");

    @Test
    void what_is_nowhere_the_same_is_no_difference() {
        var elsewhere =
                GROUP.version(9)
                        .with(setting("environment", "'prod'"))
                        .with(setting("modifiedAt", "1700000000000"))
                        .with(element("included", 0, setting("environment", "'prod'")));

        assertThat(
                        across(
                                List.of(DEV.document(), GROUP.document(), key("a")),
                                List.of(PROD.document(), elsewhere.document(), key("b"))))
                .isEmpty();
    }

    @Test
    void rules_are_compared_by_their_place() {
        var changed = PROD.with(element("rules", 0, setting("serve", "{'variation':'false'}")));

        var told = across(List.of(DEV.document()), List.of(changed.off().document())).getFirst();

        assertThat(Compared.lines(told.differences()))
                .containsExactly("turned off", "rule 1: now serves `false` (was `true`)");
        assertThat(Compared.paths(told.differences()))
                .containsExactly("state", "rules[#1].serve.variation");
    }

    @Test
    void flags_that_one_environment_lacks_are_told() {
        var told = across(List.of(), List.of(PROD.document()));

        assertThat(told)
                .singleElement()
                .satisfies(one ->
                        assertThat(Compared.lines(one.differences()))
                                .containsExactly(
                                        "created: boolean flag, on, default `true`, 1 rule"));
    }

    private static List<DocumentDifference> across(List<Document> one, List<Document> other) {
        return Differences.acrossEnvironments(one, other);
    }

    private static Document key(String raw) {
        return ApiKeyDocument.of(HashedApiKey.of(raw), KeyType.SERVER, "", "");
    }
}
