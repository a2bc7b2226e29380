package io.flaghoist.edge.usage;

import io.flaghoist.schemas.metrics.Usage;
import io.flaghoist.schemas.metrics.UsageKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code metricsData} while it is read, and what of it counts. Used for all entries of
 * a post, one after the other.
 */
final class PostEntry implements Tokens.AttributeSink {
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

    private final ParsedPost post;
    private final KnownKeys keys;
    private final long now;
    private String identifier = "";
    private String name = "";
    private String variation = "";
    private String value = "";
    private String sdkType = "";
    private String sdkLanguage = "";
    private String sdkVersion = "";
    private KnownAttributes.@Nullable Known known;
    private @Nullable UsageKey key;

    /**
     * @param post gets the entries
     * @param now epoch milliseconds
     */
    PostEntry(ParsedPost post, KnownKeys keys, long now) {
        this.post = post;
        this.keys = keys;
        this.now = now;
    }

    /** Another entry begins. */
    void begin() {
        identifier = "";
        name = "";
        variation = "";
        value = "";
        sdkType = "";
        sdkLanguage = "";
        sdkVersion = "";
        known = null;
        key = null;
    }

    /** All of its attributes. */
    void take(KnownAttributes.Known attributes) {
        known = attributes;
        name = attributes.featureName();
        value = attributes.value();
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

    /** It is null. */
    void missing() {
        post.skip(Skip.NAMELESS);
    }

    /** The entry has ended; it is counted or skipped. */
    void end(long count, long timestamp) {
        UsageKey fit = known == null ? fitKey() : known.key();
        if (fit == null) {
            return;
        }
        key = fit;
        if (count < 1 || count > MAX_COUNT) {
            post.skip(Skip.COUNT);
            return;
        }
        // A time that cannot be would be the latest for ever.
        boolean isPossible = timestamp > 0 && timestamp <= now + MAX_AHEAD_MILLIS;
        post.add(new Usage(fit, name, value, count, isPossible ? timestamp : now));
    }

    /** What its attributes say, if it can be counted, and was not known to begin with. */
    void learn(KnownAttributes attributes, byte[] bytes, int from, int to) {
        if (known == null && key != null) {
            attributes.add(bytes, from, to, key, name, value);
        }
    }

    /** The key that its attributes make; null when they make none, which is counted. */
    private @Nullable UsageKey fitKey() {
        String feature = identifier.isEmpty() ? name : identifier;
        UsageKey fit = keys.find(feature, variation, sdkType, sdkLanguage, sdkVersion);
        if (fit == null) {
            Skip flaw = flaw(feature);
            if (flaw != null) {
                post.skip(flaw);
                return null;
            }
            fit = key(feature);
        }
        name = Texts.orNothing(name, MAX_IDENTIFIER);
        value = Texts.orNothing(value, MAX_VALUE);
        return fit;
    }

    private @Nullable Skip flaw(String feature) {
        if (feature.isEmpty() || variation.isEmpty()) {
            return Skip.NAMELESS;
        }
        if (feature.length() > MAX_IDENTIFIER || variation.length() > MAX_IDENTIFIER) {
            return Skip.TOO_LONG;
        }
        return Texts.isIdentifier(feature) && Texts.isIdentifier(variation) ? null : Skip.TEXT;
    }

    private UsageKey key(String feature) {
        var made =
                new UsageKey(
                        feature,
                        variation,
                        Texts.orNothing(sdkType, MAX_SDK_FIELD),
                        Texts.orNothing(sdkLanguage, MAX_SDK_FIELD),
                        Texts.orNothing(sdkVersion, MAX_SDK_FIELD));
        keys.add(made);
        return made;
    }
}
