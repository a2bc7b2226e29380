package io.flaghoist.follower;

import io.flaghoist.log.LogReader;
import io.flaghoist.log.client.KafkaConnection;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentDelta;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.ChangeKind;
import io.flaghoist.schemas.record.ConfigCodec;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.HeartbeatCodec;
import io.flaghoist.schemas.record.IngestStatus;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.service.OneProblem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A follower's reading on the thread of the test, turn by turn, with topics in memory and clocks
 * that stand still.
 */
final class Bench {
    static final EnvironmentId A = new EnvironmentId("env-a");
    static final EnvironmentId B = new EnvironmentId("env-b");
    static final TopicCatalogue TOPICS = new TopicCatalogue("flaghoist");

    final ManualClock clock = new ManualClock();
    final FakeKafka kafka;
    final Environments environments = new Environments();
    final Quarantine quarantine = new Quarantine();
    final ClockSkew skew = new ClockSkew(clock);
    final StatusReader statuses;
    final FollowedLog followed;
    final FollowerSubscription subscription;
    final LogReader reader;
    private @Nullable Consumer<byte[], byte[]> consumer;
    private final Map<EnvironmentId, EnvironmentDelta> written = new HashMap<>();

    Bench() {
        this(new FakeKafka(TOPICS));
    }

    Bench(FakeKafka kafka) {
        this(kafka, () -> new FakeConsumer(kafka, FakeConsumer.Faults.NONE, 5));
    }

    Bench(FakeKafka kafka, Supplier<Consumer<byte[], byte[]>> consumers) {
        this.kafka = kafka;
        statuses = new StatusReader(kafka.status(), quarantine);
        var settings =
                new FollowerSettings(
                        KafkaConnection.to("nowhere:1"),
                        TOPICS,
                        Optional.empty(),
                        Set.of(),
                        FollowerSettings.STALE_AFTER,
                        FollowerSettings.Timing.DEFAULT);
        followed =
                new FollowedLog(
                        settings,
                        environments,
                        quarantine,
                        statuses,
                        new HeartbeatReader(quarantine, skew),
                        clock.now());
        subscription = new FollowerSubscription(followed, environments, clock::now);
        reader =
                new LogReader(
                        subscription,
                        () -> {
                            Consumer<byte[], byte[]> fresh = consumers.get();
                            consumer = fresh;
                            return fresh;
                        },
                        Duration.ZERO,
                        () -> {},
                        new OneProblem("reading the log", "", "", clock));
    }

    // --- what others write

    /** As the owner does. */
    void write(EnvironmentId environment, List<Change> changes) {
        if (changes.getFirst().position().revision() == 1) {
            written.remove(environment); // a log made anew
        }
        EnvironmentDelta all =
                written.computeIfAbsent(
                        environment, it -> new EnvironmentDelta(EnvironmentImage.empty(it)));
        var records = new ArrayList<LogRecord>();
        for (Change change : changes) {
            all.replay(change);
            records.add(ConfigCodec.encode(environment, kind(change), change, all.digest()));
        }
        kafka.append(kafka.config(environment), clock.millis(), records.toArray(LogRecord[]::new));
    }

    /** As somebody does who knows the form of records. */
    void forge(EnvironmentId environment, Change change) {
        kafka.append(kafka.config(environment), clock.millis(), record(environment, change));
    }

    static LogRecord record(EnvironmentId environment, Change change) {
        return ConfigCodec.encode(environment, kind(change), change);
    }

    private static ChangeKind kind(Change change) {
        return switch (change) {
            case Change.Saved _ -> ChangeKind.REPLACED;
            case Change.Removed _ -> ChangeKind.REMOVED;
        };
    }

    void write(Heartbeat heartbeat) {
        kafka.appendAtBroker(
                kafka.freshness(heartbeat.environment()),
                clock.millis(),
                HeartbeatCodec.encode(heartbeat));
    }

    void write(IngestStatus status) {
        kafka.append(kafka.status(), clock.millis(), status.encode());
    }

    // --- what the follower does

    /** Looks at what there is, then reads until nothing more comes. */
    void read() {
        subscription.receive(kafka.view(clock.now()));
        for (int i = 0; i < 12; i++) {
            turn();
        }
    }

    void turn() {
        try {
            reader.turn();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts", e);
        }
    }

    /** Time passes, and the follower reads every second of it. */
    void pass(Duration time) {
        for (long second = 0; second < time.toSeconds(); second++) {
            clock.advance(Duration.ofSeconds(1));
            read();
        }
    }

    // --- what is seen

    EnvironmentImage image(EnvironmentId environment) {
        EnvironmentImage image = environments.image(environment);
        return image == null ? EnvironmentImage.empty(environment) : image;
    }

    FollowedEnvironment of(EnvironmentId environment) {
        return java.util.Objects.requireNonNull(followed.followed().get(environment));
    }

    Freshness freshness(EnvironmentId environment) {
        return of(environment)
                .freshness()
                .at(clock.now(), null, FollowerSettings.STALE_AFTER.toMillis());
    }

    boolean reads(TopicPartition partition) {
        return assigned().contains(partition);
    }

    Set<TopicPartition> assigned() {
        return consumer == null ? Set.of() : consumer.assignment();
    }
}
