package io.flaghoist.edge.target.store;

import io.flaghoist.edge.KafkaSettings;
import io.flaghoist.edge.metrics.EdgeMeters;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.wire.Target;
import io.flaghoist.service.Supervisor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an edge has for targets, on a real Kafka, and quicker to look than in earnest. */
final class TargetNode implements AutoCloseable {
    private static final TargetFollower.Timing QUICK =
            new TargetFollower.Timing(
                    Duration.ofMillis(50),
                    Duration.ofMillis(50),
                    Duration.ofMillis(20),
                    100,
                    Duration.ofMillis(50));

    final EdgeMeters meters = new EdgeMeters();
    final TargetMeters targetMeters = new TargetMeters(meters.meters());
    final TargetStore store;
    final Outbox registrationsOutbox;
    final Outbox targetsOutbox;
    final TargetFollower follower;
    private final LocalTargets local;
    private final Registrations registrations;
    private final TargetsTopic targetsTopic;
    private final RecentTargets recent;

    TargetNode(String bootstrapServers, TopicCatalogue topics, Path directory) {
        this(bootstrapServers, topics, directory, 1L << 30, InstantSource.system());
    }

    TargetNode(
            String bootstrapServers,
            TopicCatalogue topics,
            Path directory,
            long maxBytes,
            InstantSource clock) {
        var kafka = new KafkaSettings(bootstrapServers, topics.prefix(), null, null, null);
        var privateAttributes = new PrivateAttributes(Set.of("email"));
        Duration retention = Duration.ofDays(30);
        recent = new RecentTargets(privateAttributes, 1 << 20, retention, targetMeters);
        store = new TargetStore(directory, retention, maxBytes, targetMeters, clock);
        var presence = new TopicPresence();
        registrationsOutbox =
                Outbox.to(kafka, Supervisor.unobserved(), Registrations.KIND, targetMeters);
        targetsOutbox = Outbox.to(kafka, Supervisor.unobserved(), TargetsTopic.KIND, targetMeters);
        registrations =
                new Registrations(
                        topics, privateAttributes, registrationsOutbox, targetMeters, clock);
        targetsTopic =
                new TargetsTopic(
                        topics,
                        privateAttributes,
                        presence::mayExist,
                        targetsOutbox,
                        targetMeters,
                        clock);
        follower =
                new TargetFollower(
                        Supervisor.unobserved(),
                        kafka,
                        QUICK,
                        store,
                        presence,
                        List.of(recent, targetsTopic),
                        targetMeters,
                        clock);
        local = new LocalTargets(recent, Optional.of(store), targetMeters);
    }

    TargetNode start() {
        registrationsOutbox.start();
        targetsOutbox.start();
        follower.start();
        return this;
    }

    void seen(EnvironmentId environment, Target target, boolean inToken) {
        recent.seen(environment, target, inToken);
        targetsTopic.seen(environment, target, inToken);
        registrations.seen(environment, target, inToken);
    }

    @Nullable Target get(EnvironmentId environment, String identifier) {
        return local.get(environment, identifier);
    }

    boolean has(EnvironmentId environment, String identifier) {
        return get(environment, identifier) != null;
    }

    /** Whether the metrics have this line. */
    boolean says(String line) {
        return new String(meters.text(), StandardCharsets.UTF_8).contains(line);
    }

    @Override
    public void close() {
        registrationsOutbox.close();
        targetsOutbox.close();
        follower.close();
    }
}
