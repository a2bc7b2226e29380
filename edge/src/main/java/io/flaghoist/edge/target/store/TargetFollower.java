package io.flaghoist.edge.target.store;

import io.flaghoist.edge.KafkaSettings;
import io.flaghoist.log.LogReader;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.OneProblem;
import io.flaghoist.service.SupervisedLoop;
import io.flaghoist.service.Supervisor;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * The loop that maintains the target store: finds targets topics, reads them, and removes expired
 * targets. It survives outages of Kafka and a full disk; stored targets are served meanwhile.
 */
final class TargetFollower implements AutoCloseable {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration FAREWELL = Duration.ofSeconds(10);

    private final KafkaSettings kafka;
    private final TopicCatalogue topics;
    private final Set<EnvironmentId> chosen;
    private final TargetStore store;
    private final TargetLog targetLog;
    private final LogReader reader;
    private final SupervisedLoop loop;
    private final CountDownLatch closing = new CountDownLatch(1);
    private @Nullable Admin admin;

    /**
     * Intervals.
     *
     * @param look interval of metadata requests; default 5 s
     * @param poll poll timeout; default 500 ms
     * @param step interval of retention steps; default 1 s
     * @param stepSize targets checked per step; default 1,000
     * @param rest interval between rounds of steps; default 1 h
     */
    public record Timing(Duration look, Duration poll, Duration step, int stepSize, Duration rest) {
        public static final Timing DEFAULT =
                new Timing(
                        Duration.ofSeconds(5),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        1_000,
                        Duration.ofHours(1));
    }

    /**
     * Opens and connects nothing before {@link #start}.
     *
     * @param supervisor runs the loop
     * @param store opened and closed by this follower
     * @param presence receives the existing topics
     * @param listeners notified of targets after they are stored
     */
    public TargetFollower(
            Supervisor supervisor,
            KafkaSettings kafka,
            Timing timing,
            TargetStore store,
            TopicPresence presence,
            List<AppliedTargets> listeners,
            TargetMeters meters,
            InstantSource clock) {
        this.kafka = kafka;
        this.topics = new TopicCatalogue(kafka.topicPrefix());
        this.chosen = Set.copyOf(kafka.chosenEnvironments());
        this.store = store;
        this.targetLog =
                new TargetLog(
                        topics,
                        store,
                        presence,
                        new TargetRecords(listeners, meters),
                        clock,
                        timing,
                        this::ask);
        this.reader =
                new LogReader(
                        targetLog,
                        () -> kafka.clients(ANSWER_TIMEOUT).logReader("targets"),
                        timing.poll(),
                        () -> closing.await(timing.poll().toMillis(), TimeUnit.MILLISECONDS),
                        new OneProblem(
                                "reading the targets topics",
                                "stored targets are still served; reading is retried until it succeeds",
                                "KAFKA_BOOTSTRAP_SERVERS, this principal's READ permission on the targets topics, and room in dataDirectory",
                                clock.withZone(ZoneOffset.UTC)));
        this.loop =
                supervisor.loop(
                        LoopSpec.of("edge-targets", "stored targets are not updated").onPlatform(),
                        reader::turn,
                        this::end);
    }

    /** Opens the store, so that it is readable when this returns; then starts to follow. */
    public void start() {
        store.open();
        loop.start();
    }

    /** Stops following, and closes the store after the thread has ended. */
    @Override
    public void close() {
        loop.finish();
        closing.countDown();
        reader.closing();
        loop.awaitEnd(FAREWELL);
    }

    /** Whether the last attempt to use Kafka or the disk failed. */
    public boolean isFailing() {
        return reader.problem().isPresent();
    }

    /** The state of the topics. */
    public FollowedTargets view() {
        return targetLog.view();
    }

    private TargetTopics ask() throws InterruptedException {
        Admin known = admin;
        if (known == null) {
            known = kafka.clients(ANSWER_TIMEOUT).discovery("targets-topics");
            admin = known;
        }
        return TargetTopics.ask(known, topics, it -> chosen.isEmpty() || chosen.contains(it));
    }

    private void end() {
        reader.close();
        Admin known = admin;
        if (known != null) {
            known.close(Duration.ZERO);
        }
        store.close();
    }
}
