package io.flaghoist.edge.usage;

import com.fasterxml.jackson.core.JsonToken;
import io.flaghoist.schemas.metrics.Usage;
import io.flaghoist.schemas.metrics.UsageKey;
import java.io.IOException;
import java.time.Duration;

/** Reads the entries of {@code metricsData}, one after the other. For one post and thread. */
final class EntryParser implements Tokens.AttributeSink {
    /** Longest identifier of a flag or variation, in characters; name alike. */
    static final int MAX_IDENTIFIER = 256;

    /** Longest SDK field that is kept; what is longer counts as not told. */
    static final int MAX_SDK_FIELD = 64;

    /**
     * Longest value that is kept; what is longer counts as not told: half of one would be false.
     */
    static final int MAX_VALUE = 1024;

    private static final long MAX_COUNT = 1L << 31;
    private static final long MAX_AHEAD_MILLIS = Duration.ofDays(1).toMillis();

    private final Tokens tokens;
    private final ParsedPost post;
    private final long now;
    private String identifier = "";
    private String name = "";
    private String variation = "";
    private String value = "";
    private String sdkType = "";
    private String sdkLanguage = "";
    private String sdkVersion = "";

    EntryParser(Tokens tokens, ParsedPost post, long now) {
        this.tokens = tokens;
        this.post = post;
        this.now = now;
    }

    void missing() {
        post.skip(Skip.NAMELESS);
    }

    void entry() throws IOException {
        clear();
        long timestamp = 0;
        long count = 0;
        while (tokens.next() == JsonToken.FIELD_NAME) {
            switch (tokens.name()) {
                case "timestamp" -> timestamp = tokens.number();
                case "count" -> count = tokens.number();
                case "attributes" -> tokens.attributes(this);
                default -> tokens.skipValue();
            }
        }
        add(count, timestamp);
    }

    private void clear() {
        identifier = "";
        name = "";
        variation = "";
        value = "";
        sdkType = "";
        sdkLanguage = "";
        sdkVersion = "";
    }

    @Override
    public boolean wants(String key) {
        return switch (key) {
            case "featureIdentifier",
                    "featureName",
                    "variationIdentifier",
                    "featureValue",
                    "variationValue",
                    "SDK_TYPE",
                    "SDK_LANGUAGE",
                    "SDK_VERSION",
                    "JAR_VERSION" ->
                    true;
            default -> false;
        };
    }

    @Override
    public void take(String key, String text) {
        switch (key) {
            case "featureIdentifier" -> identifier = text;
            case "featureName" -> name = text;
            case "variationIdentifier" -> variation = text;
            case "featureValue", "variationValue" -> value = text;
            case "SDK_TYPE" -> sdkType = text;
            case "SDK_LANGUAGE" -> sdkLanguage = text;
            case "SDK_VERSION" -> sdkVersion = text;
            case "JAR_VERSION" -> sdkVersion = sdkVersion.isEmpty() ? text : sdkVersion;
            default -> throw new IllegalArgumentException("an attribute that is not wanted");
        }
    }

    private void add(long count, long timestamp) {
        String feature = identifier.isEmpty() ? name : identifier;
        if (feature.isEmpty() || variation.isEmpty()) {
            post.skip(Skip.NAMELESS);
        } else if (feature.length() > MAX_IDENTIFIER || variation.length() > MAX_IDENTIFIER) {
            post.skip(Skip.TOO_LONG);
        } else if (!Texts.isIdentifier(feature) || !Texts.isIdentifier(variation)) {
            post.skip(Skip.TEXT);
        } else if (count < 1 || count > MAX_COUNT) {
            post.skip(Skip.COUNT);
        } else {
            post.add(usage(feature, count, timestamp));
        }
    }

    private Usage usage(String feature, long count, long timestamp) {
        var key =
                new UsageKey(
                        feature,
                        variation,
                        Texts.orNothing(sdkType, MAX_SDK_FIELD),
                        Texts.orNothing(sdkLanguage, MAX_SDK_FIELD),
                        Texts.orNothing(sdkVersion, MAX_SDK_FIELD));
        // A time that cannot be would be the latest for ever.
        boolean isPossible = timestamp > 0 && timestamp <= now + MAX_AHEAD_MILLIS;
        return new Usage(
                key,
                Texts.orNothing(name, MAX_IDENTIFIER),
                Texts.orNothing(value, MAX_VALUE),
                count,
                isPossible ? timestamp : now);
    }
}
