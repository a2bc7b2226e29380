package io.flaghoist.ingest.upstream;

import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import io.flaghoist.saas.ApiKeys;
import io.flaghoist.saas.Backoff;
import io.flaghoist.saas.Http;
import io.flaghoist.saas.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where ingest learns from: Harness SaaS by API keys and an admin service token (relay v1).
 *
 * @param apiKeys one server SDK key per environment; several of one environment are tried in their
 *     order; required
 * @param adminServiceToken a token that may read API keys; required
 * @param accountIdentifier the Harness account; required
 * @param orgIdentifier the Harness organization; required
 * @param adminService base URL; default https://app.harness.io/gateway/cf
 * @param clientService base URL; default https://config.ff.harness.io/api/1.0
 * @param streamEnabled false polls only; default true
 * @param pollInterval between full reads where there is no stream by choice; default 60 s
 * @param reconcileInterval between full reads while the stream is open, give or take a fifth;
 *     default 60 s
 * @param muteTimeout a stream without a byte for so long is dead; default 45 s
 * @param connectTimeout of every request; default 5 s
 * @param readTimeout of every request but the stream; default 10 s
 * @param initialRetryDelay upper end of the first random delay, doubled with each failure; default
 *     1 s
 * @param maxRetryDelay upper end of all random delays; default 60 s
 * @param maxResponseSize a larger answer is refused; default 64 MiB
 * @param targetPoll between reads of the targets that the admin service lists, give or take a
 *     fifth; default 0, which leaves targets alone
 * @param keysInterval between reads of an environment's API keys, give or take a fifth; default 11
 *     s, so that an edge hears within 20 s that a key does not exist (a heartbeat takes 5 s more,
 *     and clocks may differ by one); longer where there are so many environments that
 *     adminCallsPerSecond does not allow for it
 * @param adminCallsPerSecond requests to the admin service, of all environments together; default 5
 */
public record UpstreamSettings(
        ApiKeys apiKeys,
        Secret adminServiceToken,
        String accountIdentifier,
        String orgIdentifier,
        String adminService,
        String clientService,
        Boolean streamEnabled,
        Duration pollInterval,
        Duration reconcileInterval,
        Duration muteTimeout,
        Duration connectTimeout,
        Duration readTimeout,
        Duration initialRetryDelay,
        Duration maxRetryDelay,
        DataSize maxResponseSize,
        Duration targetPoll,
        Duration keysInterval,
        Integer adminCallsPerSecond) {

    public UpstreamSettings(
            @Nullable ApiKeys apiKeys,
            @Nullable Secret adminServiceToken,
            @Nullable String accountIdentifier,
            @Nullable String orgIdentifier,
            @Nullable String adminService,
            @Nullable String clientService,
            @Nullable Boolean streamEnabled,
            @Nullable Duration pollInterval,
            @Nullable Duration reconcileInterval,
            @Nullable Duration muteTimeout,
            @Nullable Duration connectTimeout,
            @Nullable Duration readTimeout,
            @Nullable Duration initialRetryDelay,
            @Nullable Duration maxRetryDelay,
            @Nullable DataSize maxResponseSize,
            @Nullable Duration targetPoll,
            @Nullable Duration keysInterval,
            @Nullable Integer adminCallsPerSecond) {
        this.apiKeys = apiKeys == null ? new ApiKeys(List.of()) : apiKeys;
        this.adminServiceToken = adminServiceToken == null ? new Secret("") : adminServiceToken;
        this.accountIdentifier = accountIdentifier == null ? "" : accountIdentifier;
        this.orgIdentifier = orgIdentifier == null ? "" : orgIdentifier;
        this.adminService =
                adminService == null ? "https://app.harness.io/gateway/cf" : adminService;
        this.clientService =
                clientService == null ? "https://config.ff.harness.io/api/1.0" : clientService;
        this.streamEnabled = streamEnabled == null ? true : streamEnabled;
        this.pollInterval = pollInterval == null ? Duration.seconds(60) : pollInterval;
        this.reconcileInterval =
                reconcileInterval == null ? Duration.seconds(60) : reconcileInterval;
        this.muteTimeout = muteTimeout == null ? Duration.seconds(45) : muteTimeout;
        this.connectTimeout = connectTimeout == null ? Duration.seconds(5) : connectTimeout;
        this.readTimeout = readTimeout == null ? Duration.seconds(10) : readTimeout;
        this.initialRetryDelay =
                initialRetryDelay == null ? Duration.seconds(1) : initialRetryDelay;
        this.maxRetryDelay = maxRetryDelay == null ? Duration.seconds(60) : maxRetryDelay;
        this.maxResponseSize = maxResponseSize == null ? DataSize.mebibytes(64) : maxResponseSize;
        this.targetPoll = targetPoll == null ? Duration.seconds(0) : targetPoll;
        this.keysInterval = keysInterval == null ? Duration.seconds(11) : keysInterval;
        this.adminCallsPerSecond = adminCallsPerSecond == null ? 5 : adminCallsPerSecond;
    }

    /** The first retry of anything that failed. */
    public Backoff firstRetry() {
        return new Backoff(initialRetryDelay.toJavaDuration(), maxRetryDelay.toJavaDuration());
    }

    /** What one client for all of upstream is bounded by. */
    public Http.Limits limits() {
        return new Http.Limits(
                connectTimeout.toJavaDuration(),
                readTimeout.toJavaDuration(),
                muteTimeout.toJavaDuration(),
                maxResponseSize.toBytes());
    }
}
