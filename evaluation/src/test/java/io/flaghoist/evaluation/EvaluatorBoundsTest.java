package io.flaghoist.evaluation;

import static io.flaghoist.testkit.fixture.ClauseFixture.clause;
import static io.flaghoist.testkit.fixture.ClauseFixture.inGroup;
import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.SegmentFixture.segment;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.testkit.fixture.ClauseFixture;
import io.flaghoist.testkit.fixture.FlagFixture;
import io.flaghoist.testkit.fixture.SegmentFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Configurations that would take for ever, or the stack, if every way through them were gone. They
 * take a fraction of a second.
 */
@Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EvaluatorBoundsTest {
    private static final int DENSE = 30;
    private static final int LONG = 5_000;

    private static final EvaluationTarget ME = EvaluationTarget.bare("me");

    @Test
    void thirty_groups_that_all_ask_about_all_others() {
        var segments = new ArrayList<ObjectNode>();
        for (int i = 0; i < DENSE; i++) {
            segments.add(segment("group_" + i).servingRule(inGroup(all())).json());
        }
        assertThat(member(segments, "group_0")).isFalse();

        segments.add(segment("group_" + DENSE).including("me").json());
        assertThat(member(segments, "group_0")).isTrue();
    }

    private static String[] all() {
        return IntStream.rangeClosed(0, DENSE).mapToObj(i -> "group_" + i).toArray(String[]::new);
    }

    @Test
    void thirty_groups_whose_rules_want_all_others_at_once() {
        ClauseFixture[] everyOther =
                IntStream.range(0, DENSE)
                        .mapToObj(i -> inGroup("group_" + i))
                        .toArray(ClauseFixture[]::new);
        var segments = new ArrayList<ObjectNode>();
        for (int i = 0; i < DENSE; i++) {
            segments.add(
                    segment("group_" + i)
                            .servingRule(everyOther)
                            .servingRule(clause("identifier", "equal", "you"))
                            .json());
        }

        assertThat(member(segments, "group_7")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_ladder_of_sixty_groups_that_each_ask_twice_about_the_next(boolean isIn) {
        var segments = new ArrayList<ObjectNode>();
        for (int i = 0; i < 2 * DENSE; i++) {
            ClauseFixture next = inGroup("group_" + (i + 1));
            segments.add(segment("group_" + i).servingRule(next, next).servingRule(next).json());
        }
        SegmentFixture last = segment("group_" + 2 * DENSE);
        segments.add((isIn ? last.including("me") : last).json());

        assertThat(member(segments, "group_0")).isEqualTo(isIn);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_chain_of_five_thousand_groups(boolean isIn) {
        var segments = new ArrayList<ObjectNode>();
        for (int i = 0; i < LONG; i++) {
            segments.add(segment("group_" + i).servingRule(inGroup("group_" + (i + 1))).json());
        }
        SegmentFixture last = segment("group_" + LONG);
        segments.add((isIn ? last.including("me") : last).json());

        assertThat(member(segments, "group_0")).isEqualTo(isIn);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void a_chain_of_five_thousand_prerequisites(String wanted) {
        assertServes(wanted, chain(LONG, wanted));
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void all_flags_of_a_chain_of_five_hundred_prerequisites(String wanted) {
        Evaluator evaluator = Samples.evaluator(chain(LONG / 10, wanted), List.of());

        assertThat(Outcome.ofAll(evaluator, ME).get("flag_0")).startsWith(wanted + " ");
        assertThat(Outcome.flagsOf(evaluator, ME)).hasSize(LONG / 10);
    }

    /** Each requires the next to be true; what the last but one wants is what the first serves. */
    private static List<ObjectNode> chain(int length, String wanted) {
        var flags = new ArrayList<ObjectNode>();
        for (int i = 0; i < length - 1; i++) {
            flags.add(required("flag_" + i, i == length - 2 ? wanted : "true", i + 1).json());
        }
        flags.add(flag("flag_" + (length - 1)).on().json());
        return flags;
    }

    @Test
    void a_ring_of_five_thousand_prerequisites() {
        var flags = new ArrayList<ObjectNode>();
        for (int i = 0; i < LONG; i++) {
            flags.add(required("flag_" + i, "true", (i + 1) % LONG).json());
        }

        assertServes("true", flags);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void a_ladder_of_sixty_flags_that_each_require_the_next_twice(String wanted) {
        var flags = new ArrayList<ObjectNode>();
        for (int i = 0; i < 2 * DENSE; i++) {
            String accepted = i == 2 * DENSE - 1 ? wanted : "true";
            flags.add(
                    required("flag_" + i, accepted, i + 1)
                            .requiring("flag_" + (i + 1), accepted)
                            .json());
        }
        flags.add(flag("flag_" + 2 * DENSE).on().json());

        assertServes(wanted, flags);
    }

    private static FlagFixture required(String identifier, String variation, int other) {
        return flag(identifier).on().requiring("flag_" + other, variation);
    }

    private static boolean member(List<ObjectNode> segments, String group) {
        ObjectNode asking =
                flag("f").on().serving("false").servingIf("true", inGroup(group)).json();
        Evaluator evaluator = Samples.evaluator(List.of(asking), segments);
        String outcome = Outcome.of(evaluator.evaluate("f", ME));
        assertThat(Outcome.of(evaluator.explain("f", ME).result())).isEqualTo(outcome);
        assertThat(Outcome.ofAll(evaluator, ME)).containsEntry("f", outcome);
        return outcome.startsWith("true ");
    }

    private static void assertServes(String variation, List<ObjectNode> flags) {
        Evaluator evaluator = Samples.evaluator(flags, List.of());
        String outcome = Outcome.of(evaluator.evaluate("flag_0", ME));
        assertThat(outcome).startsWith(variation + " ");
        assertThat(Outcome.of(evaluator.explain("flag_0", ME).result())).isEqualTo(outcome);
    }
}
