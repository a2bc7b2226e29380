package io.flaghoist.ingest.targets;

import io.flaghoist.ingest.kafka.KafkaDependencies;
import io.flaghoist.ingest.upstream.RateLimiter;
import io.flaghoist.ingest.upstream.UpstreamSession;
import io.flaghoist.log.delivery.DeliveryStatus;
import io.flaghoist.log.delivery.EnvironmentProgress;
import io.flaghoist.log.delivery.EnvironmentReader;
import io.flaghoist.saas.Backoff;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.Registration;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.service.LoopSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** Registers the targets of all environments that this ingest has an API key for. */
public final class Registrars implements AutoCloseable {
    private static final int MAX_RECORDS_PER_POLL = 500;

    /** A request in flight when ingest stops: what upstream accepted must be committed. */
    private static final Duration LAST_REQUEST = Duration.ofSeconds(5);

    /** Of one partition. */
    private static final int MAX_FETCH_BYTES = 256 << 10;

    private final boolean forwards;
    private final Map<EnvironmentId, UpstreamSession> sessions = new ConcurrentHashMap<>();
    private final EnvironmentReader<Registration> reader;

    /** Not started yet. */
    public Registrars(
            RegistrationSettings settings,
            KafkaDependencies kafka,
            Backoff firstRetry,
            RandomGenerator random) {
        TopicSpec topic = kafka.catalogue().registrations();
        this.forwards = settings.forwardTargets();
        this.reader =
                new EnvironmentReader<>(
                        new EnvironmentReader.Settings(
                                topic.name(),
                                LoopSpec.of(
                                        "ingest-registrations",
                                        "targets are not registered upstream"),
                                Math.max(1, settings.remember() / topic.partitions()),
                                (failures, after) ->
                                        firstRetry.after(failures).delay(random, after),
                                LAST_REQUEST),
                        additional ->
                                kafka.clients()
                                        .groupReader(
                                                "registrations",
                                                MAX_FETCH_BYTES,
                                                MAX_RECORDS_PER_POLL,
                                                additional),
                        new EnvironmentProgress(
                                kafka.admin(),
                                kafka.clients().groupId("registered-"),
                                kafka.clients().groupId("registrations-"),
                                kafka.answerTimeout()),
                        new RegistrationDelivery(
                                (environment, target) ->
                                        Objects.requireNonNull(sessions.get(environment))
                                                .register(target),
                                kafka.topics(),
                                topic,
                                new KnownContents(settings.remember()),
                                new RateLimiter(settings.perSecond(), kafka.nanoTime()),
                                kafka.metrics(),
                                kafka.clock()),
                        kafka.supervisor());
    }

    /** Starts, unless targets are not forwarded. */
    public void start() {
        if (forwards) {
            reader.start();
        }
    }

    /** Registers the targets of one more environment, unless targets are not forwarded. */
    public void found(UpstreamSession session) {
        if (forwards) {
            sessions.put(session.environment(), session);
            reader.add(session.environment());
        }
    }

    /** The state of each environment, by its id. */
    public List<DeliveryStatus> status() {
        return reader.status();
    }

    /** Stops, after the requests in flight. */
    @Override
    public void close() {
        reader.close();
    }
}
