package io.flaghoist.acceptance.usage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.acceptance.relay.Edge;
import io.flaghoist.acceptance.relay.RelayUnderTest;
import io.flaghoist.acceptance.relay.TestEnvironment;
import io.flaghoist.simulator.state.MetricsInbox;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What SaaS has been told of evaluations: all of it, or these methods fail. */
public final class Sink {
    private final RelayUnderTest relay;
    private final List<TestEnvironment> environments;

    public Sink(RelayUnderTest relay, List<TestEnvironment> environments) {
        this.relay = relay;
        this.environments = List.copyOf(environments);
    }

    /** What an environment got, in order. */
    public List<MetricsInbox.Post> posts(TestEnvironment environment) {
        MetricsInbox.Snapshot inbox = relay.saas(environment).metrics().snapshot();
        if (inbox.dropped() > 0) {
            throw new AssertionError(
                    "The simulator forgot " + inbox.dropped() + " posts of " + environment + ".");
        }
        return inbox.posts();
    }

    /** The entries of all posts of an environment. */
    public Stream<JsonNode> entries(TestEnvironment environment) {
        return posts(environment).stream().flatMap(post -> entries(post.payload()));
    }

    private static Stream<JsonNode> entries(JsonNode payload) {
        return StreamSupport.stream(payload.path("metricsData").spliterator(), false);
    }

    /** The value of an entry's attribute; {@code ""} when it has none. */
    public static String attribute(JsonNode entry, String key) {
        return StreamSupport.stream(entry.path("attributes").spliterator(), false)
                .filter(attribute -> attribute.path("key").asText().equals(key))
                .map(attribute -> attribute.path("value").asText())
                .findFirst()
                .orElse("");
    }

    /** Evaluations of the features whose names begin with {@code run}, however often they came. */
    public Map<Evaluated, Long> evaluations(String run) {
        var sums = new HashMap<Evaluated, Long>();
        for (TestEnvironment environment : environments) {
            var payloads = posts(environment).stream().map(MetricsInbox.Post::payload).toList();
            add(sums, environment, payloads, run);
        }
        return sums;
    }

    /** As {@link #evaluations}, without those of {@link #repetitions}. */
    public Map<Evaluated, Long> evaluationsOfDistinctPosts(String run) {
        var sums = new HashMap<Evaluated, Long>();
        for (TestEnvironment environment : environments) {
            var payloads = new ArrayList<>(times(environment).keySet());
            add(sums, environment, payloads, run);
        }
        return sums;
    }

    private static void add(
            Map<Evaluated, Long> sums,
            TestEnvironment environment,
            List<ObjectNode> payloads,
            String run) {
        payloads.stream()
                .flatMap(Sink::entries)
                .filter(entry -> attribute(entry, "featureIdentifier").startsWith(run))
                .forEach(entry ->
                        sums.merge(
                                evaluated(environment, entry),
                                entry.path("count").asLong(),
                                (a, b) -> a + b));
    }

    private static Evaluated evaluated(TestEnvironment environment, JsonNode entry) {
        return new Evaluated(
                environment.id(),
                attribute(entry, "featureIdentifier"),
                attribute(entry, "variationIdentifier"));
    }

    /**
     * How many posts of an environment were the very same as one before: batches that came again.
     * Different batches differ in their times, if in nothing else.
     */
    public long repetitions(TestEnvironment environment) {
        return times(environment).values().stream().mapToLong(times -> times - 1).sum();
    }

    private Map<ObjectNode, Integer> times(TestEnvironment environment) {
        var times = new LinkedHashMap<ObjectNode, Integer>();
        posts(environment).forEach(post -> times.merge(post.payload(), 1, (a, b) -> a + b));
        return times;
    }

    /**
     * Sends one more evaluation through an edge.
     *
     * @return what {@link #evaluations} of its feature has once it has arrived, and so has all that
     *     was before it on its way
     */
    public Evaluated mark(Edge edge, TestEnvironment environment) {
        var what = new Evaluated(environment.id(), "mark-" + UUID.randomUUID(), "true");
        UsagePost post = UsagePost.single(what, environment);
        String token = edge.token(environment.serverKey());
        Edge.Reply reply = edge.postMetrics(environment, token, post.body(), post.gzip());
        if (reply.status() != 200) {
            throw new AssertionError(edge + " answers metrics with " + reply);
        }
        return what;
    }

    /** Whether such an evaluation has arrived. */
    public boolean has(Evaluated what) {
        return evaluations(what.feature()).containsKey(what);
    }
}
