package io.flaghoist.evaluation;

import static io.flaghoist.testkit.fixture.ClauseFixture.inGroup;
import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static io.flaghoist.testkit.fixture.SegmentFixture.segment;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DependentsTest {
    private static final String ENVIRONMENT = "8d1f2c34-0000-4000-8000-000000000001";

    @Test
    void a_flag_turns_those_that_require_it_over_others_too_and_not_itself() {
        Evaluator evaluator =
                Evaluator.of(
                        log(ENVIRONMENT)
                                .flag(flag("a"))
                                .flag(flag("b").requiring("a", "true"))
                                .flag(flag("c").requiring("b", "true"))
                                .flag(flag("other").requiring("absent", "true"))
                                .image());

        assertThat(evaluator.dependentsOfFlag("a")).containsExactly("b", "c");
        assertThat(evaluator.dependentsOfFlag("c")).isEmpty();
        assertThat(evaluator.dependentsOfFlag("absent")).containsExactly("other");
        assertThat(evaluator.prerequisiteCycles()).isEmpty();
    }

    @Test
    void flags_in_a_circle_turn_each_other_and_are_named() {
        Evaluator evaluator =
                Evaluator.of(
                        log(ENVIRONMENT)
                                .flag(flag("a").requiring("b", "true"))
                                .flag(flag("b").requiring("a", "true"))
                                .flag(flag("c").requiring("a", "true"))
                                .image());

        assertThat(evaluator.dependentsOfFlag("a")).containsExactly("b", "c");
        assertThat(evaluator.prerequisiteCycles()).containsExactly("a", "b");
    }

    @Test
    void a_group_turns_flags_that_ask_about_it_over_groups_and_those_that_require_them() {
        Evaluator evaluator =
                Evaluator.of(
                        log(ENVIRONMENT)
                                .segment(segment("inner"))
                                .segment(segment("outer").servingRule(inGroup("inner")))
                                .segment(segment("unused"))
                                .flag(flag("direct").rule("inner", "true"))
                                .flag(flag("over").rule("outer", "true"))
                                .flag(flag("requires").requiring("over", "true"))
                                .flag(flag("plain"))
                                .image());

        assertThat(evaluator.dependentsOfSegment("inner"))
                .containsExactly("direct", "over", "requires");
        assertThat(evaluator.dependentsOfSegment("outer")).containsExactly("over", "requires");
        assertThat(evaluator.dependentsOfSegment("unused")).isEmpty();
    }
}
