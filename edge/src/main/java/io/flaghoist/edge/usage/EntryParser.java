package io.flaghoist.edge.usage;

import com.fasterxml.jackson.core.JsonToken;
import io.flaghoist.schemas.metrics.Usage;
import io.flaghoist.schemas.metrics.UsageKey;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the entries of {@code metricsData}, one after the other. For one post and thread. */
final class EntryParser {
    /**
     * Maximum length of a flag's or variation's identifier, and of a flag's name, in characters.
     */
    static final int MAX_IDENTIFIER = 256;

    /** Maximum length of an SDK field; a longer one is treated as absent. */
    static final int MAX_SDK_FIELD = 64;

    /** Maximum length of a value; a longer one is treated as absent, since half would be false. */
    static final int MAX_VALUE = 1024;

    private static final long MAX_COUNT = 1L << 31;
    private static final long MAX_AHEAD_MILLIS = Duration.ofDays(1).toMillis();

    private final Tokens tokens;
    private final ParsedPost post;
    private final long now;
    private final Map<String, String> attributes = new HashMap<>(); // of the current entry

    /**
     * @param post receives the entries
     * @param now epoch milliseconds
     */
    EntryParser(Tokens tokens, ParsedPost post, long now) {
        this.tokens = tokens;
        this.post = post;
        this.now = now;
    }

    /** The entry is null. */
    void missing() {
        post.skip(Skip.NAMELESS);
    }

    void entry() throws IOException {
        attributes.clear();
        long timestamp = 0;
        long count = 0;
        while (tokens.next() == JsonToken.FIELD_NAME) {
            switch (tokens.name()) {
                case "timestamp" -> timestamp = tokens.number();
                case "count" -> count = tokens.number();
                case "attributes" -> tokens.attributes(attributes::put);
                default -> tokens.skipValue();
            }
        }
        add(count, timestamp);
    }

    private void add(long count, long timestamp) {
        String name = attribute("featureName");
        String feature = attribute("featureIdentifier", "featureName");
        String variation = attribute("variationIdentifier");
        Skip flaw = flaw(feature, variation, count);
        if (flaw != null) {
            post.skip(flaw);
            return;
        }
        var key =
                new UsageKey(
                        feature,
                        variation,
                        sdkField(attribute("SDK_TYPE")),
                        sdkField(attribute("SDK_LANGUAGE")),
                        sdkField(attribute("SDK_VERSION", "JAR_VERSION")));
        String value = attribute("featureValue", "variationValue");
        // An impossible time would be the latest for ever.
        boolean isPossible = timestamp > 0 && timestamp <= now + MAX_AHEAD_MILLIS;
        post.add(
                new Usage(
                        key,
                        PostTexts.orNothing(name, MAX_IDENTIFIER),
                        PostTexts.orNothing(value, MAX_VALUE),
                        count,
                        isPossible ? timestamp : now));
    }

    private String attribute(String name) {
        return attributes.getOrDefault(name, "");
    }

    /** SDKs differ in the names of some attributes. */
    private String attribute(String name, String otherName) {
        String value = attribute(name);
        return value.isEmpty() ? attribute(otherName) : value;
    }

    private static String sdkField(String text) {
        return PostTexts.orNothing(text, MAX_SDK_FIELD);
    }

    private static @Nullable Skip flaw(String feature, String variation, long count) {
        if (feature.isEmpty() || variation.isEmpty()) {
            return Skip.NAMELESS;
        }
        if (feature.length() > MAX_IDENTIFIER || variation.length() > MAX_IDENTIFIER) {
            return Skip.TOO_LONG;
        }
        if (!PostTexts.isIdentifier(feature) || !PostTexts.isIdentifier(variation)) {
            return Skip.TEXT;
        }
        return count < 1 || count > MAX_COUNT ? Skip.COUNT : null;
    }
}
