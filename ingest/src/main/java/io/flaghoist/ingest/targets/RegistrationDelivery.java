package io.flaghoist.ingest.targets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.ingest.metrics.IngestMetrics;
import io.flaghoist.ingest.metrics.IngestMetrics.Metric;
import io.flaghoist.ingest.upstream.RateLimiter;
import io.flaghoist.log.KafkaRecords;
import io.flaghoist.log.RecordOffset;
import io.flaghoist.log.TopicKeeper;
import io.flaghoist.log.delivery.Delivery;
import io.flaghoist.log.delivery.DeliveryStatus;
import io.flaghoist.log.delivery.Item;
import io.flaghoist.log.delivery.Outcome;
import io.flaghoist.saas.Answer;
import io.flaghoist.saas.Failure;
import io.flaghoist.saas.Token;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.record.DecodedRegistration;
import io.flaghoist.schemas.record.Registration;
import io.flaghoist.schemas.record.RegistrationCodec;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.schemas.wire.Target;
import io.flaghoist.service.OneProblem;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers targets upstream, each content once. */
final class RegistrationDelivery implements Delivery<Registration> {
    private static final Logger LOG = LoggerFactory.getLogger(RegistrationDelivery.class);

    /** Registers a target of an environment; blocks. */
    interface Upstream {
        Answer<Token> register(EnvironmentId environment, ObjectNode target);
    }

    private final Upstream upstream;
    private final TopicKeeper topics;
    private final TopicSpec topic;
    private final KnownContents known;
    private final RateLimiter limiter;
    private final IngestMetrics metrics;
    private final Clock clock;
    private final Set<EnvironmentId> rejectionLogged = ConcurrentHashMap.newKeySet();
    private boolean unreadableLogged;

    RegistrationDelivery(
            Upstream upstream,
            TopicKeeper topics,
            TopicSpec topic,
            KnownContents known,
            RateLimiter limiter,
            IngestMetrics metrics,
            Clock clock) {
        this.upstream = upstream;
        this.topics = topics;
        this.topic = topic;
        this.known = known;
        this.limiter = limiter;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public void prepare() throws InterruptedException {
        switch (topics.ensure(List.of(topic))) {
            case TopicKeeper.Result.Ready() -> {}
            case TopicKeeper.Result.Faulty(var faults) ->
                    throw new KafkaException(String.join("; ", faults));
            case TopicKeeper.Result.Unavailable(var reason) ->
                    throw new KafkaException("Kafka is not available: " + reason);
        }
    }

    @Override
    public Optional<Registration> read(
            EnvironmentId environment, ConsumerRecord<byte[], byte[]> record) {
        metrics.count(Metric.REGISTRATIONS_RECEIVED, environment);
        return switch (RegistrationCodec.decode(KafkaRecords.read(record))) {
            case DecodedRegistration.Understood(var registration) -> Optional.of(registration);
            case DecodedRegistration.Unreadable(var reason) -> {
                metrics.count(Metric.REGISTRATIONS_REJECTED, environment, "unreadable");
                if (!unreadableLogged) {
                    unreadableLogged = true;
                    LOG.warn(
                            "Skipped {}: {}. Further unreadable registrations are only counted.",
                            RecordOffset.of(record),
                            reason);
                }
                yield Optional.empty();
            }
        };
    }

    @Override
    public void finishedBefore(ConsumerRecord<byte[], byte[]> record) {
        if (RegistrationCodec.decode(KafkaRecords.read(record))
                instanceof DecodedRegistration.Understood(var registration)) {
            known.add(registration);
        }
    }

    @Override
    public Outcome deliver(EnvironmentId environment, Item<Registration> item)
            throws InterruptedException {
        Registration registration = item.value();
        if (isExpired(item)) {
            metrics.count(Metric.REGISTRATIONS_REJECTED, environment, "expired");
            return new Outcome.Done();
        }
        if (known.contains(registration)) {
            metrics.count(Metric.REGISTRATIONS_DUPLICATES, environment);
            return new Outcome.Done();
        }
        limiter.await();
        return switch (upstream.register(environment, target(registration))) {
            case Answer.Fetched<Token> _ -> {
                metrics.count(Metric.REGISTRATIONS_REGISTERED, environment);
                known.add(registration);
                yield new Outcome.Done();
            }
            case Answer.Failed<Token> failed
                    when failed.why() instanceof Failure.Refused(var status)
                            && isAboutTheTarget(status) -> {
                reject(environment, failed.why().words());
                known.add(registration);
                yield new Outcome.Done();
            }
            case Answer.Failed<Token> failed -> {
                metrics.count(Metric.REGISTRATION_RETRIES, environment);
                yield new Outcome.Retry(failed.words(), failed.why().retryAfter());
            }
        };
    }

    private boolean isExpired(Item<Registration> item) {
        return topic.retention()
                .filter(retention -> item.timestamp() < clock.millis() - retention.toMillis())
                .isPresent();
    }

    /** A refused key or a wrong address (401, 403, 404, redirects) is not about the target. */
    private static boolean isAboutTheTarget(int status) {
        return status >= 400 && status < 500 && status != 401 && status != 403 && status != 405;
    }

    private void reject(EnvironmentId environment, String why) {
        metrics.count(Metric.REGISTRATIONS_REJECTED, environment, "refused");
        if (rejectionLogged.add(environment)) {
            LOG.warn(
                    "Environment {}: upstream {} a target, which is not registered. Further rejections are only counted, in"
                            + " flaghoist_ingest_registrations_rejected_total.",
                    environment,
                    why);
        }
    }

    private static ObjectNode target(Registration registration) {
        String identifier = registration.identifier();
        String name = registration.name().isEmpty() ? identifier : registration.name();
        return Json.tree(new Target(identifier, name, false, registration.attributes()));
    }

    @Override
    public OneProblem problem(EnvironmentId environment) {
        return new OneProblem(
                "Registrations of environment " + environment,
                "they wait on the topic "
                        + topic.name()
                        + " as long as its retention allows; everything else continues",
                "upstream.clientService and the API keys; this principal's READ permission on the topic and on"
                        + " groups that begin with the prefix",
                clock);
    }

    @Override
    public void report(DeliveryStatus status) {
        EnvironmentId environment = status.environment();
        metrics.set(Metric.REGISTRATIONS_PENDING, environment, status.waiting());
        metrics.set(
                Metric.REGISTRATION_OLDEST_PENDING_SECONDS,
                environment,
                status.oldestSeconds(clock.instant()));
        metrics.set(Metric.REGISTRATIONS_UNREAD, environment, (double) status.unread());
    }
}
