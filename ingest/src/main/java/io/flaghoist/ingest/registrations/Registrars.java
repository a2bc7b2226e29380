package io.flaghoist.ingest.registrations;

import io.flaghoist.ingest.metrics.RegistrationMetrics;
import io.flaghoist.ingest.settings.RegistrationSettings;
import io.flaghoist.ingest.upstream.UpstreamSession;
import io.flaghoist.log.CommittedReader;
import io.flaghoist.log.TopicKeeper;
import io.flaghoist.log.client.KafkaClients;
import io.flaghoist.saas.Backoff;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.service.Supervisor;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;

/** The registrars of all environments that this ingest has a key of. */
public final class Registrars implements AutoCloseable {
    private final RegistrationSettings settings;
    private final Registrar.Tools tools;
    private final List<Registrar> registrars = new CopyOnWriteArrayList<>();

    public Registrars(
            RegistrationSettings settings,
            KafkaClients clients,
            TopicKeeper topics,
            TopicSpec topic,
            CommittedReader reading,
            Backoff firstRetry,
            Backoff kafkaRetry,
            Supervisor supervisor,
            RandomGenerator random,
            RegistrationMetrics metrics,
            Clock clock) {
        this.settings = settings;
        this.tools =
                new Registrar.Tools(
                        clients,
                        topics,
                        topic,
                        reading,
                        new KnownContents(settings.remember()),
                        new RateLimiter(settings.perSecond(), System::nanoTime),
                        firstRetry,
                        kafkaRetry,
                        supervisor,
                        random,
                        metrics,
                        clock);
    }

    /** Begins with an environment, once; does nothing where targets are not forwarded. */
    public void found(UpstreamSession session) {
        if (settings.forwardTargets()) {
            var registrar =
                    new Registrar(session.environment(), new SessionUpstream(session), tools);
            registrars.add(registrar);
            registrar.start();
        }
    }

    /** Where the environments stand, by their id. */
    public List<RegistrarStatus> status() {
        return registrars.stream()
                .map(Registrar::status)
                .sorted(Comparator.comparing(RegistrarStatus::environment))
                .toList();
    }

    /** Ends all, each after the request that is under way. */
    @Override
    public void close() {
        registrars.forEach(Registrar::stop);
        registrars.forEach(Registrar::close);
    }
}
