package io.flaghoist.edge;

import static io.flaghoist.testkit.fixture.LogFixture.log;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.testkit.fixture.FlagFixture;
import io.flaghoist.testkit.fixture.LogFixture;
import io.flaghoist.testkit.fixture.SegmentFixture;
import io.flaghoist.testkit.random.Oddity;
import io.flaghoist.testkit.random.RandomEnvironments;
import io.flaghoist.testkit.random.RandomEnvironments.Sample;
import io.flaghoist.testkit.random.RandomTargets;
import io.flaghoist.testkit.reference.ReferenceEvaluator;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Environments by chance with documents that no SDK could read, brought into shape as ingest does
 * and evaluated over HTTP, come out as the reference evaluates the raw documents.
 */
class OddEnvironmentsTest {
    private static final int ENVIRONMENTS = Integer.getInteger("odd.environments", 60);
    private static final int TARGETS = 5;

    /** Over HTTP there is always a target, and a path always has an identifier. */
    private static final Set<Oddity> TARGET_ODDITIES =
            EnumSet.complementOf(
                    EnumSet.of(Oddity.NO_TARGET, Oddity.EMPTY_IDENTIFIERS, Oddity.SHADOWED_FIELDS));

    @Test
    void evaluations_over_http_are_those_of_the_raw_documents() throws Exception {
        long seed = Long.getLong("odd.seed", new Random().nextLong());
        System.out.println("odd environments with -Dodd.seed=" + seed);
        var dice = new Random(seed);
        try (TestEdge edge = TestEdge.start()) {
            for (int i = 0; i < ENVIRONMENTS; i++) {
                var environments = new RandomEnvironments(dice);
                check(edge, environments.next(Oddity.EVERYTHING), new RandomTargets(dice));
            }
        }
    }

    private static void check(TestEdge edge, Sample sample, RandomTargets targets)
            throws Exception {
        String environment = UUID.randomUUID().toString();
        LogFixture log = log(environment).clientKey(environment);
        sample.segments().forEach(segment -> log.segment(new SegmentFixture(segment)));
        sample.flags().forEach(flag -> log.flag(new FlagFixture(flag)));
        edge.follow(log.complete());
        String token = edge.token(environment);
        var reference = new ReferenceEvaluator(sample.flags(), sample.segments());
        for (int i = 0; i < TARGETS; i++) {
            ObjectNode target = targets.next(TARGET_ODDITIES);
            if (target == null) {
                throw new IllegalStateException("nobody, though somebody was asked for");
            }
            var expected = new TreeMap<String, ReferenceEvaluator.Outcome>();
            for (JsonNode flag : sample.flags()) {
                String feature = flag.path("feature").textValue();
                reference.evaluate(feature, target).ifPresent(it -> expected.put(feature, it));
            }
            String base =
                    "/client/env/%s/target/%s/evaluations"
                            .formatted(environment, target.path("identifier").textValue());
            var told = new TreeMap<String, ReferenceEvaluator.Outcome>();
            for (JsonNode one : Json.read(get(edge, base, token, target).body())) {
                told.put(one.path("flag").textValue(), outcome(one));
            }
            assertThat(told).as("%s for %s", sample, target).isEqualTo(expected);
            for (JsonNode flag : sample.flags()) {
                String feature = flag.path("feature").textValue();
                HttpResponse<String> one = get(edge, base + "/" + feature, token, target);
                if (expected.containsKey(feature)) {
                    assertThat(outcome(Json.read(one.body()))).isEqualTo(expected.get(feature));
                } else {
                    assertThat(one.statusCode()).isEqualTo(500);
                }
            }
        }
    }

    /** A flag without a kind that anybody knows is text; none here is of kind json. */
    private static ReferenceEvaluator.Outcome outcome(JsonNode evaluation) {
        assertThat(evaluation.path("kind").textValue()).isEqualTo("string");
        return new ReferenceEvaluator.Outcome(
                evaluation.path("identifier").textValue(), evaluation.path("value").textValue());
    }

    private static HttpResponse<String> get(
            TestEdge edge, String path, String token, JsonNode target) throws Exception {
        String header = Base64.getEncoder().encodeToString(target.toString().getBytes(UTF_8));
        return edge.send(
                edge.request(path)
                        .header("Authorization", "Bearer " + token)
                        .header("Harness-Target", header));
    }
}
