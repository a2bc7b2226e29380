package io.flaghoist.acceptance.usage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.acceptance.relay.TestEnvironment;
import io.flaghoist.schemas.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** One post of an SDK. Immutable. */
final class UsagePost {
    private static final int MOST_ENTRIES = 10;
    private static final int FEATURES = 30;
    private static final int HIGHEST_COUNT = 5;
    private static final List<String> LANGUAGES = List.of("java", "javascript", "go", "python");

    private final TestEnvironment environment;
    private final Map<Evaluated, Long> counts;
    private final byte[] body;
    private final boolean gzip;

    private UsagePost(
            TestEnvironment environment, Map<Evaluated, Long> counts, byte[] body, boolean gzip) {
        this.environment = environment;
        this.counts = Map.copyOf(counts);
        this.body = body;
        this.gzip = gzip;
    }

    /**
     * One to ten entries, about thirty features with two variations, in the shapes of several SDKs;
     * every other one is compressed.
     *
     * @param run what the names of the features begin with
     */
    static UsagePost random(TestEnvironment environment, String run, Random dice) {
        ObjectNode body = Json.object();
        ArrayNode entries = body.putArray("metricsData");
        var counts = new HashMap<Evaluated, Long>();
        for (int left = 1 + dice.nextInt(MOST_ENTRIES); left > 0; left--) {
            String feature = run + "-" + dice.nextInt(FEATURES);
            String variation = String.valueOf(dice.nextBoolean());
            long count = 1L + dice.nextInt(HIGHEST_COUNT);
            entries.add(entry(feature, variation, count, dice));
            counts.merge(
                    new Evaluated(environment.id(), feature, variation), count, (a, b) -> a + b);
        }
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        boolean gzip = dice.nextBoolean();
        return new UsagePost(environment, counts, gzip ? compressed(bytes) : bytes, gzip);
    }

    /** One evaluation of a feature that nobody else evaluates. */
    static UsagePost single(Evaluated what, TestEnvironment environment) {
        ObjectNode body = Json.object();
        body.putArray("metricsData").add(entry(what.feature(), what.variation(), 1, new Random(0)));
        return new UsagePost(
                environment,
                Map.of(what, 1L),
                body.toString().getBytes(StandardCharsets.UTF_8),
                false);
    }

    private static ObjectNode entry(String feature, String variation, long count, Random dice) {
        ObjectNode entry =
                Json.object()
                        .put("timestamp", System.currentTimeMillis())
                        .put("count", count)
                        .put("metricsType", "FFMETRICS");
        ArrayNode attributes = entry.putArray("attributes");
        attributes.add(attribute("featureName", feature));
        if (dice.nextBoolean()) { // Java, .NET, Ruby and iOS do not send it.
            attributes.add(attribute("featureIdentifier", feature));
        }
        attributes.add(attribute("variationIdentifier", variation));
        attributes.add(attribute("SDK_TYPE", "server"));
        attributes.add(attribute("SDK_LANGUAGE", LANGUAGES.get(dice.nextInt(LANGUAGES.size()))));
        attributes.add(attribute("SDK_VERSION", "1.0." + dice.nextInt(2)));
        attributes.add(Json.object().put("key", "target").putNull("value")); // as Node does
        return entry;
    }

    private static ObjectNode attribute(String key, String value) {
        return Json.object().put("key", key).put("value", value);
    }

    private static byte[] compressed(byte[] bytes) {
        var into = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(into)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("Memory cannot be written.", e);
        }
        return into.toByteArray();
    }

    TestEnvironment environment() {
        return environment;
    }

    /** What it says. */
    Map<Evaluated, Long> counts() {
        return counts;
    }

    /** As it is sent; treat as immutable. */
    byte[] body() {
        return body;
    }

    /** Whether the body is compressed. */
    boolean gzip() {
        return gzip;
    }
}
