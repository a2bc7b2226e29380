package io.flaghoist.edge.metrics;

import io.flaghoist.schemas.EnvironmentId;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests under the names and labels of ff-proxy v2, so that its dashboards go on working.
 * Label children are kept at hand: counting a request allocates nothing. Thread-safe.
 */
public final class HttpMeters {
    /** The label where an environment is not known here, so that nobody can make up labels. */
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

    HttpMeters(PrometheusRegistry registry) {
        requests =
                Counter.builder()
                        .name("ff_proxy_http_requests")
                        .help("Requests by route, environment and status")
                        .labelNames("url", "envID", "code")
                        .register(registry);
        duration =
                Histogram.builder()
                        .name("ff_proxy_http_requests_duration")
                        .help("Seconds from the request's arrival to its answer, by route")
                        .labelNames("url")
                        .classicOnly()
                        .register(registry);
        Histogram lengths =
                Histogram.builder()
                        .name("ff_http_requests_content_length_histogram")
                        .help("Content-Length of requests that have one")
                        .classicOnly()
                        .classicExponentialUpperBounds(100, 2, 10)
                        .register(registry);
        contentLength = lengths;
        authRefused =
                Counter.builder()
                        .name("flaghoist_edge_auth_refused")
                        .help("Credentials refused, by reason")
                        .labelNames("reason")
                        .register(registry);
    }

    /** A credential was refused. */
    public void refused(String reason) {
        authRefused.labelValues(reason).inc();
    }

    /**
     * A request was answered.
     *
     * @param url one of a fixed set of patterns
     * @param environment null where none is known
     * @param nanos since it came
     * @param length its Content-Length, negative when it has none
     */
    public void answered(
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
