package io.flaghoist.schemas.metrics;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.json.JsonFlaw;
import io.flaghoist.schemas.json.JsonZone;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /metrics/{environment}}, from SDKs and to SaaS (relay-protocol.md, E.1).
 * Absent and null lists are read as empty; nulls in lists and unknown fields are ignored.
 */
public record MetricsPost(
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Entry> metricsData,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<TargetData> targetData) {

    /** The target in SaaS for evaluations without a target. */
    public static final String GLOBAL_TARGET = "__global__cf_target";

    private static final String METRICS_TYPE = "FFMETRICS";

    /** A count of evaluations, described by attributes. */
    public record Entry(
            long timestamp, long count, @Nullable String metricsType, List<KeyValue> attributes) {
        public Entry {
            attributes = present(attributes);
        }

        /** The value of attribute {@code key}; null if absent. */
        public @Nullable String attribute(String key) {
            return MetricsPost.attribute(attributes, key);
        }

        /** More than one only if the count exceeds 32 bits. */
        static List<Entry> of(Usage usage) {
            var entries = new ArrayList<Entry>(1);
            for (long left = usage.count(); left > 0; left -= Integer.MAX_VALUE) {
                long count = Math.min(left, Integer.MAX_VALUE);
                entries.add(new Entry(usage.timestamp(), count, METRICS_TYPE, attributesOf(usage)));
            }
            return entries;
        }

        private static List<KeyValue> attributesOf(Usage usage) {
            UsageKey key = usage.key();
            String name = usage.featureName().isEmpty() ? key.feature() : usage.featureName();
            var attributes = new ArrayList<KeyValue>(8);
            add(attributes, "featureIdentifier", key.feature());
            add(attributes, "featureName", name);
            add(attributes, "variationIdentifier", key.variation());
            add(attributes, "featureValue", usage.value());
            add(attributes, "SDK_TYPE", key.sdkType());
            add(attributes, "SDK_LANGUAGE", key.sdkLanguage());
            add(attributes, "SDK_VERSION", key.sdkVersion());
            add(attributes, "target", GLOBAL_TARGET);
            return attributes;
        }

        private static void add(List<KeyValue> attributes, String key, String value) {
            if (!value.isEmpty()) {
                attributes.add(new KeyValue(key, value));
            }
        }
    }

    /** An evaluated target. */
    public record TargetData(
            @Nullable String identifier, @Nullable String name, List<KeyValue> attributes) {
        public TargetData {
            attributes = present(attributes);
        }

        /** The value of attribute {@code key}; null if absent. */
        public @Nullable String attribute(String key) {
            return MetricsPost.attribute(attributes, key);
        }

        static TargetData of(SeenTarget target) {
            return new TargetData(
                    target.identifier(),
                    target.name().isEmpty() ? target.identifier() : target.name(),
                    target.attributes().entrySet().stream()
                            .map(attribute ->
                                    new KeyValue(attribute.getKey(), attribute.getValue()))
                            .toList());
        }

        /** Redacted: all of it is personal data. */
        @Override
        public String toString() {
            return "TargetData[redacted]";
        }
    }

    /** One attribute; Node sends a null value where it has no target. */
    public record KeyValue(@Nullable String key, @Nullable String value) {}

    public MetricsPost {
        metricsData = present(metricsData);
        targetData = present(targetData);
    }

    /** Whether it is empty; SaaS answers an empty post with 400. */
    @JsonIgnore
    public boolean isEmpty() {
        return metricsData.isEmpty() && targetData.isEmpty();
    }

    /** The body for SaaS: compact UTF-8, without empty lists. */
    public byte[] json() {
        return Json.write(this);
    }

    /** Reads a body. */
    public static DecodedMetrics<MetricsPost> decode(byte[] body) {
        try {
            MetricsPost post = JsonZone.UNTRUSTED.read(body, MetricsPost.class);
            return post == null
                    ? new DecodedMetrics.Unreadable<>("the body is null")
                    : new DecodedMetrics.Understood<>(post);
        } catch (JsonProcessingException e) {
            return new DecodedMetrics.Unreadable<>(
                    "the body cannot be read: " + JsonFlaw.of(e).words());
        }
    }

    private static @Nullable String attribute(List<KeyValue> attributes, String key) {
        for (KeyValue attribute : attributes) {
            if (key.equals(attribute.key())) {
                return attribute.value();
            }
        }
        return null;
    }

    private static <T> List<T> present(@Nullable List<T> list) {
        return list == null ? List.of() : list.stream().filter(Objects::nonNull).toList();
    }
}
