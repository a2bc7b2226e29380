package io.flaghoist.acceptance.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.acceptance.relay.Edge;
import io.flaghoist.acceptance.relay.RelayExtension;
import io.flaghoist.acceptance.relay.RelaySettings;
import io.flaghoist.acceptance.relay.TestEnvironment;
import io.flaghoist.testkit.random.Oddity;
import io.flaghoist.testkit.random.RandomEnvironments;
import io.flaghoist.testkit.random.RandomEnvironments.Sample;
import io.flaghoist.testkit.random.RandomTargets;
import io.flaghoist.testkit.reference.ReferenceEvaluator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Environments by chance with documents that no SDK could read: SaaS holds them, ingest brings them
 * into shape, and what an edge evaluates is what the reference makes of the raw documents. Other
 * environments: {@code -Dodd.seed=4711}; more of them: {@code -Dodd.environments=200}.
 */
class OddEnvironmentsIT {
    private static final long SEED = Long.getLong("odd.seed", new Random().nextLong());
    private static final int TARGETS = 5;

    /** Over HTTP there is always a target, and a path always has an identifier. */
    private static final Set<Oddity> OF_TARGETS =
            EnumSet.complementOf(
                    EnumSet.of(Oddity.NO_TARGET, Oddity.EMPTY_IDENTIFIERS, Oddity.SHADOWED_FIELDS));

    private record Odd(Sample sample, TestEnvironment environment) {}

    private static final List<Odd> odd = environments();

    @RegisterExtension
    static final RelayExtension system =
            RelayExtension.serving(
                    RelaySettings.of(
                            "odd-environments", odd.stream().map(Odd::environment).toList()));

    private static List<Odd> environments() {
        var dice = new Random(SEED);
        return IntStream.range(0, Integer.getInteger("odd.environments", 12))
                .mapToObj(i -> {
                    Sample sample = new RandomEnvironments(dice).next(Oddity.EVERYTHING);
                    return new Odd(
                            sample,
                            TestEnvironment.raw(
                                    "odd_" + i, copies(sample.flags()), copies(sample.segments())));
                })
                .toList();
    }

    private static List<ObjectNode> copies(List<ObjectNode> documents) {
        return documents.stream().map(ObjectNode::deepCopy).toList();
    }

    @Test
    void evaluations_of_what_ingest_made_of_the_documents_are_those_of_the_raw_documents() {
        var targets = new RandomTargets(new Random(SEED));
        for (Odd one : odd) {
            for (int i = 0; i < TARGETS; i++) {
                ObjectNode target = Objects.requireNonNull(targets.next(OF_TARGETS));
                assertThat(told(one.environment(), target))
                        .as("-Dodd.seed=%d, %s, %s for %s", SEED, one.environment(), one, target)
                        .isEqualTo(expected(one.sample(), target));
            }
        }
    }

    private static Map<String, ReferenceEvaluator.Outcome> expected(
            Sample sample, ObjectNode target) {
        var reference = new ReferenceEvaluator(sample.flags(), sample.segments());
        var expected = new TreeMap<String, ReferenceEvaluator.Outcome>();
        for (JsonNode flag : sample.flags()) {
            String feature = flag.path("feature").textValue();
            reference.evaluate(feature, target).ifPresent(it -> expected.put(feature, it));
        }
        return expected;
    }

    private static Map<String, ReferenceEvaluator.Outcome> told(
            TestEnvironment environment, ObjectNode target) {
        Edge edge = system.relay().edges().getFirst();
        String path =
                Edge.path(
                        environment,
                        "target/" + target.path("identifier").textValue() + "/evaluations");
        JsonNode all = edge.get(path, edge.token(environment.clientKey()), target).json();
        var told = new TreeMap<String, ReferenceEvaluator.Outcome>();
        Stream.generate(all.elements()::next)
                .limit(all.size())
                .forEach(evaluation ->
                        told.put(
                                evaluation.path("flag").textValue(),
                                new ReferenceEvaluator.Outcome(
                                        evaluation.path("identifier").textValue(),
                                        evaluation.path("value").textValue())));
        return told;
    }
}
