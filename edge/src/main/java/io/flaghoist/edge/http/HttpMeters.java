package io.flaghoist.edge.http;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.service.metrics.Meters;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests under the names and labels of ff-proxy v2, so that its dashboards keep working.
 * Label children are cached: counting a request allocates nothing. Thread-safe.
 */
final class HttpMeters {
    /** Label of unknown environments: clients must not be able to create labels. */
    static final String OTHER = "other";

    private final Counter requests;
    private final Counter authRefused;
    private final Histogram duration;
    private final DistributionDataPoint contentLength;
    private final ConcurrentMap<EnvironmentId, PerEnvironment> environments =
            new ConcurrentHashMap<>();
    private final ConcurrentMap<String, DistributionDataPoint> durationsByUrl =
            new ConcurrentHashMap<>();
    private final PerEnvironment other = new PerEnvironment(OTHER);

    HttpMeters(Meters meters) {
        requests =
                Counter.builder()
                        .name("ff_proxy_http_requests")
                        .help("Requests by route, environment and status")
                        .labelNames("url", "envID", "code")
                        .register(meters.registry());
        duration =
                Histogram.builder()
                        .name("ff_proxy_http_requests_duration")
                        .help("Request duration in seconds, by route")
                        .labelNames("url")
                        .classicOnly()
                        .register(meters.registry());
        contentLength =
                Histogram.builder()
                        .name("ff_http_requests_content_length_histogram")
                        .help("Content-Length of requests that have one")
                        .classicOnly()
                        .classicExponentialUpperBounds(100, 2, 10)
                        .register(meters.registry());
        authRefused =
                meters.counter(
                        "flaghoist_edge_auth_refused",
                        "Credentials refused, by reason",
                        "reason",
                        "no_token",
                        "bad_token",
                        "unknown_key",
                        "revoked_key",
                        "malformed_key",
                        "no_api_key");
    }

    /** A credential was refused. */
    void refused(String reason) {
        authRefused.labelValues(reason).inc();
    }

    /**
     * A request was answered.
     *
     * @param url one of a fixed set of patterns
     * @param environment null where none is known
     * @param nanos since it arrived
     * @param length its Content-Length, negative when it has none
     */
    void answered(
            String url, @Nullable EnvironmentId environment, int code, long nanos, long length) {
        PerEnvironment counters = environment == null ? other : of(environment);
        counters.count(url, code);
        DistributionDataPoint durations = durationsByUrl.get(url);
        if (durations == null) {
            durations = durationsByUrl.computeIfAbsent(url, duration::labelValues);
        }
        durations.observe(nanos / 1e9);
        if (length >= 0) {
            contentLength.observe((double) length);
        }
    }

    private PerEnvironment of(EnvironmentId environment) {
        PerEnvironment known = environments.get(environment);
        return known != null
                ? known
                : environments.computeIfAbsent(environment, id -> new PerEnvironment(id.value()));
    }

    /** Counters by route and code; codes are few. */
    private final class PerEnvironment {
        private final String environment;
        private final ConcurrentMap<String, ConcurrentMap<Integer, CounterDataPoint>> counters =
                new ConcurrentHashMap<>();

        PerEnvironment(String environment) {
            this.environment = environment;
        }

        void count(String url, int code) {
            ConcurrentMap<Integer, CounterDataPoint> byCode = counters.get(url);
            if (byCode == null) {
                byCode = counters.computeIfAbsent(url, _ -> new ConcurrentHashMap<>());
            }
            CounterDataPoint counter = byCode.get(code);
            if (counter == null) {
                counter =
                        byCode.computeIfAbsent(
                                code,
                                _ ->
                                        requests.labelValues(
                                                url, environment, Integer.toString(code)));
            }
            counter.inc();
        }
    }
}
