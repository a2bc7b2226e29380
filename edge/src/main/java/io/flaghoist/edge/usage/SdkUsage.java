package io.flaghoist.edge.usage;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.metrics.UsageKey;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;

/**
 * Counts entries by SDK, under the name that ff-proxy uses. A value that an SDK reports becomes a
 * label only if it is known or within the limits; any other is {@code other}. Thread-safe.
 */
final class SdkUsage {
    static final int MAX_VERSIONS = 200;
    static final int MAX_SERIES = 1_000;

    private static final String OTHER = "other";
    private static final Set<String> TYPES = Set.of("server", "client", "mobile");
    private static final Set<String> LANGUAGES =
            Set.of(
                    "java",
                    "JavaScript",
                    "NodeJS",
                    ".NET",
                    "iOS",
                    "Android",
                    "go",
                    "python",
                    ".net",
                    "ruby",
                    "erlang",
                    "elixir",
                    "node",
                    "nodejs",
                    "javascript",
                    "typescript",
                    "android",
                    "kotlin",
                    "ios",
                    "swift",
                    "flutter",
                    "dart",
                    "react native",
                    "xamarin",
                    "php",
                    "rust",
                    "c++",
                    "apex");
    private static final Pattern VERSION = Pattern.compile("v?[0-9][0-9A-Za-z.+-]{0,31}");

    private final Counter usage;
    private final Set<String> versions = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<Labels, CounterDataPoint> series = new ConcurrentHashMap<>();

    private record Labels(String environment, String type, String version, String language) {}

    SdkUsage(PrometheusRegistry registry) {
        usage =
                Counter.builder()
                        .name("ff_proxy_sdk_usage")
                        .help("Entries of metrics that SDKs reported, by SDK")
                        .labelNames("envID", "sdk_type", "sdk_version", "sdk_language")
                        .register(registry);
    }

    void count(EnvironmentId environment, UsageKey key) {
        String type = known(TYPES, key.sdkType());
        String language = known(LANGUAGES, key.sdkLanguage());
        var labels = new Labels(environment.value(), type, version(key.sdkVersion()), language);
        if (!series.containsKey(labels) && series.size() >= MAX_SERIES) {
            labels = new Labels(OTHER, OTHER, OTHER, OTHER);
        }
        series.computeIfAbsent(labels, this::counter).inc();
    }

    private CounterDataPoint counter(Labels labels) {
        return usage.labelValues(
                labels.environment(), labels.type(), labels.version(), labels.language());
    }

    /** In the spelling of ff-proxy, which dashboards use. */
    private static String known(Set<String> words, String word) {
        if (words.contains(word)) {
            return word;
        }
        String lower = word.toLowerCase(Locale.ROOT);
        return words.contains(lower) ? lower : OTHER;
    }

    private String version(String version) {
        if (versions.contains(version)) {
            return version;
        }
        if (versions.size() >= MAX_VERSIONS || !VERSION.matcher(version).matches()) {
            return OTHER;
        }
        versions.add(version);
        return version;
    }
}
