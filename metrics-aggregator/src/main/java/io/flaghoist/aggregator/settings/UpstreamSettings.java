package io.flaghoist.aggregator.settings;

import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import io.flaghoist.saas.ApiKeys;
import io.flaghoist.saas.Backoff;
import io.flaghoist.saas.Http;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where metrics are posted: Harness SaaS, by the same API keys as ingest's.
 *
 * @param apiKeys one server SDK key per environment; several of one environment are tried in their
 *     order; required
 * @param clientService base URL, where keys are exchanged for tokens; default
 *     https://config.ff.harness.io/api/1.0
 * @param metricService base URL, where metrics are posted; default
 *     https://events.ff.harness.io/api/1.0
 * @param connectTimeout of every request; default 5 s
 * @param readTimeout of every request; default 10 s
 * @param initialRetryDelay upper end of the first random delay, doubled with each failure; default
 *     1 s
 * @param maxRetryDelay upper end of all random delays; default 60 s
 * @param maxResponseSize a larger answer is refused; default 1 MiB
 */
public record UpstreamSettings(
        ApiKeys apiKeys,
        String clientService,
        String metricService,
        Duration connectTimeout,
        Duration readTimeout,
        Duration initialRetryDelay,
        Duration maxRetryDelay,
        DataSize maxResponseSize) {

    public UpstreamSettings(
            @Nullable ApiKeys apiKeys,
            @Nullable String clientService,
            @Nullable String metricService,
            @Nullable Duration connectTimeout,
            @Nullable Duration readTimeout,
            @Nullable Duration initialRetryDelay,
            @Nullable Duration maxRetryDelay,
            @Nullable DataSize maxResponseSize) {
        this.apiKeys = apiKeys == null ? new ApiKeys(List.of()) : apiKeys;
        this.clientService =
                clientService == null ? "https://config.ff.harness.io/api/1.0" : clientService;
        this.metricService =
                metricService == null ? "https://events.ff.harness.io/api/1.0" : metricService;
        this.connectTimeout = connectTimeout == null ? Duration.seconds(5) : connectTimeout;
        this.readTimeout = readTimeout == null ? Duration.seconds(10) : readTimeout;
        this.initialRetryDelay =
                initialRetryDelay == null ? Duration.seconds(1) : initialRetryDelay;
        this.maxRetryDelay = maxRetryDelay == null ? Duration.seconds(60) : maxRetryDelay;
        this.maxResponseSize = maxResponseSize == null ? DataSize.mebibytes(1) : maxResponseSize;
    }

    /** What one client for all of upstream is bounded by. */
    public Http.Limits limits() {
        Duration read = readTimeout;
        return new Http.Limits(
                connectTimeout.toJavaDuration(),
                read.toJavaDuration(),
                read.toJavaDuration(),
                maxResponseSize.toBytes());
    }

    /** How the first failure is met. */
    public Backoff firstRetry() {
        return new Backoff(initialRetryDelay.toJavaDuration(), maxRetryDelay.toJavaDuration());
    }
}
