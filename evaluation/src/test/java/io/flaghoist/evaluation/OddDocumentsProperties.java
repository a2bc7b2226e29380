package io.flaghoist.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.shape.CanonicalShape;
import io.flaghoist.schemas.shape.SegmentForms;
import io.flaghoist.schemas.shape.Shaped;
import io.flaghoist.schemas.wire.Target;
import io.flaghoist.testkit.fixture.FlagFixture;
import io.flaghoist.testkit.fixture.LogFixture;
import io.flaghoist.testkit.fixture.SegmentFixture;
import io.flaghoist.testkit.random.Oddity;
import io.flaghoist.testkit.random.RandomEnvironments.Sample;
import io.flaghoist.testkit.random.RandomTargets;
import io.flaghoist.testkit.reference.ReferenceEvaluator;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Documents however odd, once in shape, are evaluated as the reference evaluates them raw. */
class OddDocumentsProperties {
    private static final String ENVIRONMENT = "8d1f2c34-0000-4000-8000-000000000014";
    private static final int TARGETS = 6;

    @Property(tries = 3000)
    void what_is_in_shape_comes_out_as_the_raw_documents_do_for_the_reference(@ForAll long seed) {
        Sample sample = Samples.environment(seed, Oddity.EVERYTHING);
        LogFixture log = LogFixture.log(ENVIRONMENT);
        sample.segments().forEach(segment -> log.segment(new SegmentFixture(joined(segment))));
        sample.flags().forEach(flag -> log.flag(new FlagFixture(flag)));
        Evaluator evaluator = Evaluator.of(log.complete().image());
        var reference = new ReferenceEvaluator(sample.flags(), sample.segments());
        var targets = new RandomTargets(new Random(seed));

        for (int i = 0; i < TARGETS; i++) {
            ObjectNode target = targets.next(Oddity.EVERYTHING);
            for (JsonNode flag : sample.flags()) {
                String feature = flag.path("feature").textValue();
                assertThat(outcome(evaluator.evaluate(feature, of(target))))
                        .as("%s for %s in %s", feature, target, sample)
                        .isEqualTo(reference.evaluate(feature, target));
            }
        }
    }

    @Property(tries = 1000)
    void a_shape_is_its_own_shape_and_holds_no_null_and_no_number_beyond_32_bits(
            @ForAll long seed) {
        Sample sample = Samples.environment(seed, Oddity.EVERYTHING);
        Stream.concat(
                        sample.flags().stream().map(CanonicalShape::flag),
                        sample.segments().stream().map(CanonicalShape::segment))
                .forEach(shaped -> {
                    ObjectNode tree = ((Shaped.Accepted) shaped).body().tree();
                    Shaped again =
                            tree.has("feature")
                                    ? CanonicalShape.flag(tree)
                                    : CanonicalShape.segment(tree);
                    assertThat(((Shaped.Accepted) again).body())
                            .isEqualTo(((Shaped.Accepted) shaped).body());
                    assertThat(((Shaped.Accepted) again).mended()).isEmpty();
                    tree.remove(List.of("version"));
                    assertReadable(tree);
                });
    }

    /** By the way of ingest, which asks for the two forms of the rules apart. */
    private static ObjectNode joined(ObjectNode segment) {
        ObjectNode plain = segment.deepCopy();
        plain.remove("servingRules");
        ObjectNode v2 = segment.deepCopy();
        v2.remove("rules");
        return SegmentForms.join(Optional.of(plain), v2);
    }

    private static void assertReadable(JsonNode tree) {
        assertThat(tree.isNull()).isFalse();
        assertThat(!tree.isNumber() || tree.canConvertToInt()).as("%s", tree).isTrue();
        tree.forEach(OddDocumentsProperties::assertReadable);
    }

    private static Optional<ReferenceEvaluator.Outcome> outcome(Evaluation evaluation) {
        return switch (evaluation) {
            case Served served ->
                    Optional.of(
                            new ReferenceEvaluator.Outcome(served.identifier(), served.value()));
            case Evaluation.Failed _ -> Optional.empty();
        };
    }

    private static @Nullable EvaluationTarget of(@Nullable ObjectNode target) {
        try {
            return target == null
                    ? null
                    : EvaluationTarget.of(Json.read(Json.write(target), Target.class));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
