package io.flaghoist.aggregator.post;

import io.flaghoist.aggregator.metrics.AggregatorMetrics;
import io.flaghoist.log.client.KafkaClients;
import io.flaghoist.saas.Backoff;
import io.flaghoist.saas.ClientService;
import io.flaghoist.saas.EnvironmentTokens;
import io.flaghoist.saas.KeyResolver;
import io.flaghoist.saas.KeyStatus;
import io.flaghoist.saas.MetricsService;
import io.flaghoist.saas.Token;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.service.Supervisor;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.random.RandomGenerator;

/**
 * The posters of all environments that this aggregator has a key of. Batches of others are left for
 * whoever has.
 */
public final class Posters implements AutoCloseable {
    private record Known(EnvironmentTokens tokens, EnvironmentPoster poster) {}

    private final KeyResolver resolver;
    private final ClientService client;
    private final MetricsService metricsService;
    private final KafkaRejectedBatches rejected;
    private final ExecutorService requests;
    private final EnvironmentPoster.Tools tools;
    private final Map<EnvironmentId, Known> known = new ConcurrentHashMap<>();
    private boolean closed;

    /**
     * Begins nothing yet.
     *
     * @param resolver started and closed by this
     * @param lastRequest how long a post may take that is on its way when its poster ends
     */
    public Posters(
            KeyResolver resolver,
            ClientService client,
            MetricsService metricsService,
            KafkaClients clients,
            TopicCatalogue topics,
            Backoff firstRetry,
            RandomGenerator random,
            AggregatorMetrics metrics,
            Clock clock,
            Supervisor supervisor,
            Duration lastRequest) {
        this.resolver = resolver;
        this.client = client;
        this.metricsService = metricsService;
        this.rejected = new KafkaRejectedBatches(clients, topics.metricsRejected().name());
        this.requests =
                supervisor.tasks(
                        "aggregator-post-request", "a batch was not posted; it is posted again");
        this.tools =
                new EnvironmentPoster.Tools(
                        clients,
                        topics.metricsBatches(),
                        rejected,
                        requests,
                        supervisor,
                        firstRetry,
                        random,
                        metrics,
                        clock,
                        lastRequest);
    }

    /** Finds out the environments, and posts for each as soon as it is known. */
    public void start() {
        resolver.start(
                new KeyResolver.Listener() {
                    @Override
                    public void found(Token token) {
                        Posters.this.found(token);
                    }

                    @Override
                    public void settled() {
                        // health asks
                    }
                });
    }

    private synchronized void found(Token token) {
        EnvironmentId environment = token.names().environment();
        Known before = known.get(environment);
        if (before != null) {
            before.tokens().addKey(token.key());
        } else if (!closed) {
            var tokens = new EnvironmentTokens(client, token);
            var poster =
                    new EnvironmentPoster(
                            environment, new SaasEndpoint(metricsService, tokens), tools);
            known.put(environment, new Known(tokens, poster));
            poster.start();
        }
    }

    /** Where the environments stand, by their id. */
    public List<PosterStatus> status() {
        return known.values().stream()
                .map(it -> it.poster().status())
                .sorted(Comparator.comparing(PosterStatus::environment))
                .toList();
    }

    /** The keys that have not led to an environment yet. */
    public List<KeyStatus> unresolved() {
        return resolver.unresolved();
    }

    /** Ends all, each after the post that is on its way. */
    @Override
    public void close() {
        resolver.close();
        synchronized (this) {
            closed = true;
        }
        known.values().forEach(it -> it.poster().stop());
        known.values().forEach(it -> it.poster().close());
        requests.close();
        rejected.close();
    }
}
