package io.flaghoist.aggregator.post;

import io.flaghoist.aggregator.metrics.AggregatorMetrics;
import io.flaghoist.log.KafkaRecords;
import io.flaghoist.log.RecordOffset;
import io.flaghoist.log.delivery.Delivery;
import io.flaghoist.log.delivery.DeliveryStatus;
import io.flaghoist.log.delivery.Item;
import io.flaghoist.log.delivery.Outcome;
import io.flaghoist.saas.Answer;
import io.flaghoist.saas.EnvironmentTokens;
import io.flaghoist.saas.MetricsService;
import io.flaghoist.saas.Reply;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.metrics.DecodedMetrics;
import io.flaghoist.schemas.metrics.MetricsBatch;
import io.flaghoist.schemas.metrics.MetricsCodec;
import io.flaghoist.schemas.metrics.MetricsPost;
import io.flaghoist.schemas.metrics.RejectedBatch;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.service.OneProblem;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Posts batches to SaaS with the environment's token, renewed once when it is refused. */
final class MetricsDelivery implements Delivery<MetricsBatch> {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsDelivery.class);

    private final MetricsService service;
    private final Function<EnvironmentId, EnvironmentTokens> tokens;
    private final Consumer<RejectedBatch> rejected;
    private final TopicSpec outbox;
    private final AggregatorMetrics metrics;
    private final Clock clock;
    private boolean unreadableLogged;

    MetricsDelivery(
            MetricsService service,
            Function<EnvironmentId, EnvironmentTokens> tokens,
            Consumer<RejectedBatch> rejected,
            TopicSpec outbox,
            AggregatorMetrics metrics,
            Clock clock) {
        this.service = service;
        this.tokens = tokens;
        this.rejected = rejected;
        this.outbox = outbox;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public Optional<MetricsBatch> read(
            EnvironmentId environment, ConsumerRecord<byte[], byte[]> record) {
        return switch (MetricsCodec.decodeBatch(KafkaRecords.read(record))) {
            case DecodedMetrics.Understood<MetricsBatch>(var batch) -> Optional.of(batch);
            case DecodedMetrics.Unreadable<MetricsBatch>(var reason) -> {
                metrics.unreadable("metrics-batches");
                if (!unreadableLogged) {
                    unreadableLogged = true;
                    LOG.warn(
                            "Skipped {}: {}. Further unreadable batches are only counted.",
                            RecordOffset.of(record),
                            reason);
                }
                yield Optional.empty();
            }
        };
    }

    @Override
    public Outcome deliver(EnvironmentId environment, Item<MetricsBatch> item) {
        MetricsBatch batch = item.value();
        MetricsPost post = batch.toPost();
        boolean expired =
                outbox.retention()
                        .filter(it -> item.timestamp() < clock.millis() - it.toMillis())
                        .isPresent();
        if (expired || post.isEmpty()) { // SaaS would answer 400 to an empty one
            LOG.warn(
                    "Environment {}: batch {} is dropped: {}.",
                    environment,
                    batch.id(),
                    expired
                            ? "SaaS did not accept it within the retention of " + outbox.name()
                            : "it is empty");
            if (expired) {
                metrics.dropped(batch);
            }
            return new Outcome.Done();
        }
        byte[] body = post.json();
        return switch (tokens.apply(environment).authorized(it -> service.post(it, body))) {
            case Answer.Fetched<Reply>(var reply) when reply.isAccepted() -> {
                metrics.posted(batch);
                yield new Outcome.Done();
            }
            case Answer.Fetched<Reply>(var reply) when reply.isAboutTheContent() -> {
                reject(batch, reply);
                yield new Outcome.Done();
            }
            case Answer.Fetched<Reply>(var reply) ->
                    retry(
                            environment,
                            "posting metrics refused with " + reply.status(),
                            Optional.empty());
            case Answer.Failed<Reply> failed ->
                    retry(environment, failed.words(), failed.why().retryAfter());
        };
    }

    private Outcome retry(
            EnvironmentId environment, String why, Optional<java.time.Duration> retryAfter) {
        metrics.retry(environment);
        return new Outcome.Retry(why, retryAfter);
    }

    private void reject(MetricsBatch batch, Reply reply) {
        rejected.accept(new RejectedBatch(batch, reply.status(), reply.body(), clock.millis()));
        metrics.rejected(batch);
        LOG.warn(
                "Environment {}: SaaS rejected batch {} permanently with {}. It is on the topic of rejected batches.",
                batch.environment(),
                batch.id(),
                reply.status());
    }

    @Override
    public long amount(MetricsBatch batch) {
        return batch.evaluations();
    }

    @Override
    public OneProblem problem(EnvironmentId environment) {
        return new OneProblem(
                "Metrics of environment " + environment,
                "they wait on the topic "
                        + outbox.name()
                        + " as long as its retention allows; other environments continue",
                "upstream.metricService, upstream.clientService and the API keys; this principal's READ permission"
                        + " on the topic and on groups that begin with the prefix",
                clock);
    }

    @Override
    public void report(DeliveryStatus status) {
        metrics.queue(
                status.environment(),
                status.amount(),
                status.oldestSeconds(clock.instant()),
                status.unread());
    }
}
