package io.flaghoist.evaluation;

import static io.flaghoist.testkit.fixture.ClauseFixture.inGroup;
import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.SegmentFixture.segment;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.testkit.fixture.FlagFixture;
import io.flaghoist.testkit.random.Oddity;
import io.flaghoist.testkit.random.RandomEnvironments.Sample;
import io.flaghoist.testkit.reference.PlainMurmur;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** Laws that hold in every environment and for every target. */
class EvaluatorProperties {
    private static final int TRIES = 400;

    @Property(tries = TRIES)
    void weights_partition_the_buckets(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 100) Integer> cuts,
            @ForAll List<@NotEmpty String> identifiers) {
        List<Integer> bounds = new ArrayList<>(cuts.stream().sorted().toList());
        bounds.add(100);
        Evaluator evaluator = Samples.evaluator(List.of(rollout(bounds)), List.of());

        for (String identifier : identifiers) {
            if (!isEncodable(identifier)) {
                continue; // half a surrogate pair has no UTF-8
            }
            int bucket = PlainMurmur.bucket("identifier", identifier);
            int share = 0;
            while (bounds.get(share) < bucket) {
                share++;
            }
            assertThat(Outcome.of(evaluator.evaluate("f", EvaluationTarget.bare(identifier))))
                    .as("bucket %d within %s", bucket, bounds)
                    .startsWith("share_" + share + " ");
        }
    }

    private static boolean isEncodable(String text) {
        return java.nio.charset.StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static ObjectNode rollout(List<Integer> bounds) {
        FlagFixture flag = flag("f").on().kind("string");
        for (int i = 0; i < bounds.size(); i++) {
            flag = flag.variation("share_" + i, "");
        }
        return flag.with(
                        json -> {
                            ArrayNode shares =
                                    json.putObject("defaultServe")
                                            .putObject("distribution")
                                            .put("bucketBy", "identifier")
                                            .putArray("variations");
                            for (int i = 0; i < bounds.size(); i++) {
                                int weight = bounds.get(i) - (i == 0 ? 0 : bounds.get(i - 1));
                                shares.addObject()
                                        .put("variation", "share_" + i)
                                        .put("weight", weight);
                            }
                            return json;
                        })
                .json();
    }

    @Property(tries = TRIES)
    void excluded_beats_included_and_every_rule(@ForAll long seed) {
        Sample sample = Samples.environment(seed, Oddity.ALL);
        ObjectNode group =
                segment("the_group")
                        .with(json -> json.setAll(sample.segments().getFirst()))
                        .with(json -> json.put("identifier", "the_group"))
                        .with(json -> {
                            json.putArray("included").addObject().put("identifier", "me");
                            json.putArray("excluded").addObject().put("identifier", "me");
                            return json;
                        })
                        .json();
        var segments = new ArrayList<>(sample.segments());
        segments.add(group);
        ObjectNode asking =
                flag("f").on().serving("false").servingIf("true", inGroup("the_group")).json();
        Evaluator evaluator = Samples.evaluator(List.of(asking), segments);

        assertThat(Outcome.of(evaluator.evaluate("f", EvaluationTarget.bare("me"))))
                .startsWith("false ");
    }

    @Property(tries = TRIES)
    void adding_a_flag_or_a_group_never_changes_another_flag(
            @ForAll long seed, @ForAll long another) {
        Sample sample = Samples.environment(seed, Oddity.ALL);
        Sample other = Samples.environment(another, Oddity.ALL);
        var flags = new ArrayList<>(sample.flags());
        flags.add(other.flags().getFirst().deepCopy().put("feature", "added_flag"));
        var segments = new ArrayList<>(sample.segments());
        segments.add(other.segments().getFirst().deepCopy().put("identifier", "added_group"));

        for (EvaluationTarget target : Samples.targets(another)) {
            Map<String, String> before = outcomes(Samples.evaluator(sample), target);
            Map<String, String> after = outcomes(Samples.evaluator(flags, segments), target);
            assertThat(after.remove("added_flag")).isNotNull();
            assertThat(after).isEqualTo(before);
        }
    }

    @Property(tries = TRIES)
    void the_order_of_lists_does_not_matter_where_it_has_no_meaning(
            @ForAll long seed, @ForAll long order) {
        Sample sample = Samples.environment(seed, Oddity.NONE);
        Sample shuffled = Shuffle.of(sample, new Random(order));

        for (EvaluationTarget target : Samples.targets(seed)) {
            assertThat(outcomes(Samples.evaluator(shuffled), target))
                    .isEqualTo(outcomes(Samples.evaluator(sample), target));
        }
    }

    @Property(tries = TRIES)
    void the_order_in_which_flags_and_groups_come_never_matters(
            @ForAll long seed, @ForAll long order) {
        Sample sample = Samples.environment(seed, Oddity.ALL);
        var flags = new ArrayList<>(sample.flags());
        Collections.shuffle(flags, new Random(order));
        var segments = new ArrayList<>(sample.segments());
        Collections.shuffle(segments, new Random(order));
        Evaluator one = Samples.evaluator(sample);
        Evaluator another = Samples.evaluator(flags, segments);

        for (EvaluationTarget target : Samples.targets(seed)) {
            assertThat(Outcome.ofAll(another, target)).isEqualTo(Outcome.ofAll(one, target));
            for (String flag : Outcome.flagsOf(one, target)) {
                assertThat(another.explain(flag, target).json())
                        .isEqualTo(one.explain(flag, target).json());
            }
        }
    }

    @Property(tries = TRIES)
    void flags_that_are_off_never_look_at_their_rules(@ForAll long seed, @ForAll boolean weird) {
        Sample sample = Samples.environment(seed, Oddity.WELL_FORMED);
        List<ObjectNode> off =
                sample.flags().stream()
                        .map(flag -> flag.deepCopy().put("state", weird ? "weird" : "off"))
                        .toList();
        List<ObjectNode> bare =
                off.stream()
                        .map(ObjectNode::deepCopy)
                        .map(flag ->
                                flag.without(
                                        List.of("rules", "variationToTargetMap", "prerequisites")))
                        .map(ObjectNode.class::cast)
                        .toList();

        for (EvaluationTarget target : Samples.targets(seed)) {
            assertThat(outcomes(Samples.evaluator(off, sample.segments()), target))
                    .isEqualTo(outcomes(Samples.evaluator(bare, List.of()), target));
        }
    }

    @Property(tries = TRIES)
    void one_flag_all_flags_and_the_explanation_agree(@ForAll long seed) {
        Evaluator evaluator = Samples.evaluator(Samples.environment(seed, Oddity.ALL));

        for (EvaluationTarget target : Samples.targets(seed)) {
            assertThat(Outcome.flagsOf(evaluator, target)).isSorted().doesNotHaveDuplicates();
            Outcome.ofAll(evaluator, target)
                    .forEach((flag, outcome) -> {
                        assertThat(Outcome.of(evaluator.evaluate(flag, target))).isEqualTo(outcome);
                        Explanation explanation = evaluator.explain(flag, target);
                        assertThat(Outcome.of(explanation.result())).isEqualTo(outcome);
                        assertThat(evaluator.explain(flag, target).json())
                                .isEqualTo(explanation.json());
                    });
        }
    }

    private static Map<String, String> outcomes(
            Evaluator evaluator, @Nullable EvaluationTarget target) {
        return new TreeMap<>(Outcome.ofAll(evaluator, target));
    }
}
