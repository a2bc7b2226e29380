package io.flaghoist.acceptance.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.acceptance.relay.Edge;
import io.flaghoist.acceptance.relay.RelayExtension;
import io.flaghoist.acceptance.relay.RelaySettings;
import io.flaghoist.acceptance.relay.TestEnvironment;
import io.flaghoist.simulator.fault.Fault;
import io.flaghoist.simulator.fault.FaultAction;
import io.flaghoist.simulator.fault.FaultMatch;
import io.flaghoist.testkit.random.Oddity;
import io.flaghoist.testkit.random.RandomEnvironments;
import io.flaghoist.testkit.random.RandomEnvironments.Sample;
import io.flaghoist.testkit.random.RandomTargets;
import io.flaghoist.testkit.reference.ReferenceEvaluator;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Environments by chance with documents that no SDK could read: SaaS lists them, ingest brings them
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
            RelayExtension.empty(
                    RelaySettings.of(
                            "odd-environments", odd.stream().map(Odd::environment).toList()));

    private static List<Odd> environments() {
        var dice = new Random(SEED);
        return IntStream.range(0, Integer.getInteger("odd.environments", 12))
                .mapToObj(i ->
                        new Odd(
                                new RandomEnvironments(dice).next(Oddity.EVERYTHING),
                                TestEnvironment.of("odd_" + i, List.of())))
                .toList();
    }

    /** The simulator holds no such documents; so its lists are answered with them. */
    @BeforeAll
    static void publish() {
        for (Odd one : odd) {
            String lists = "/api/1.0/client/env/" + one.environment().id();
            answer(lists + "/feature-configs", one.sample().flags());
            answer(lists + "/target-segments", one.sample().segments());
        }
        system.relay().ingest().start();
        Edge edge = system.relay().edges().getFirst();
        for (Odd one : odd) {
            Awaitility.await(one.environment().name())
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> edge.serves(one.environment()));
        }
    }

    private static void answer(String path, List<ObjectNode> documents) {
        String list =
                documents.stream()
                        .map(ObjectNode::toString)
                        .collect(Collectors.joining(",", "[", "]"));
        system.relay()
                .saas()
                .faults()
                .add(
                        Fault.of(
                                FaultMatch.path(path),
                                new FaultAction.Status(
                                        200, OptionalInt.empty(), Optional.of(list))));
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
