package io.flaghoist.aggregator.post;

import io.flaghoist.aggregator.metrics.AggregatorMetrics;
import io.flaghoist.log.client.KafkaClients;
import io.flaghoist.log.delivery.DeliveryStatus;
import io.flaghoist.log.delivery.EnvironmentProgress;
import io.flaghoist.log.delivery.EnvironmentReader;
import io.flaghoist.saas.Backoff;
import io.flaghoist.saas.ClientService;
import io.flaghoist.saas.EnvironmentTokens;
import io.flaghoist.saas.KeyResolver;
import io.flaghoist.saas.KeyStatus;
import io.flaghoist.saas.MetricsService;
import io.flaghoist.saas.Token;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.metrics.MetricsBatch;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.Supervisor;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * Posts the batches of all environments that this aggregator has an API key for. Batches of other
 * environments are left to other instances.
 */
public final class Posters implements KeyResolver.Listener, AutoCloseable {
    private static final int MAX_FETCH_BYTES = 1 << 20;
    private static final int MAX_RECORDS_PER_POLL = 500;

    private final KeyResolver resolver;
    private final ClientService client;
    private final KafkaRejectedBatches rejected;
    private final EnvironmentReader<MetricsBatch> reader;
    private final Map<EnvironmentId, EnvironmentTokens> tokens = new ConcurrentHashMap<>();

    /**
     * Not started yet.
     *
     * @param resolver started and closed by this
     * @param lastRequest how long a post in flight may take when this is closed
     */
    public Posters(
            KeyResolver resolver,
            ClientService client,
            MetricsService metricsService,
            KafkaClients clients,
            EnvironmentProgress progress,
            TopicCatalogue topics,
            Backoff firstRetry,
            RandomGenerator random,
            AggregatorMetrics metrics,
            Clock clock,
            Supervisor supervisor,
            Duration lastRequest) {
        this.resolver = resolver;
        this.client = client;
        this.rejected = new KafkaRejectedBatches(clients, topics.metricsRejected().name());
        this.reader =
                new EnvironmentReader<>(
                        new EnvironmentReader.Settings(
                                topics.metricsBatches().name(),
                                LoopSpec.of(
                                        "aggregator-post",
                                        "metrics are not posted; they wait on their topic"),
                                0,
                                (failures, after) ->
                                        firstRetry.after(failures).delay(random, after),
                                lastRequest),
                        additional ->
                                clients.groupReader(
                                        "post", MAX_FETCH_BYTES, MAX_RECORDS_PER_POLL, additional),
                        progress,
                        new MetricsDelivery(
                                metricsService,
                                it -> Objects.requireNonNull(tokens.get(it)),
                                rejected::keep,
                                topics.metricsBatches(),
                                metrics,
                                clock),
                        supervisor);
    }

    /** Resolves the API keys, and posts for each environment as soon as it is known. */
    public void start() {
        reader.start();
        resolver.start(this);
    }

    @Override
    public synchronized void found(Token token) {
        EnvironmentId environment = token.names().environment();
        EnvironmentTokens known = tokens.get(environment);
        if (known != null) {
            known.addKey(token.key());
        } else {
            tokens.put(environment, new EnvironmentTokens(client, token));
            reader.add(environment);
        }
    }

    @Override
    public void settled() {} // health asks

    /** The state of each environment, by its id. */
    public List<DeliveryStatus> status() {
        return reader.status();
    }

    /** The keys that have not led to an environment yet. */
    public List<KeyStatus> unresolved() {
        return resolver.unresolved();
    }

    /** Stops, after the posts in flight. */
    @Override
    public void close() {
        resolver.close();
        reader.close();
        rejected.close();
    }
}
