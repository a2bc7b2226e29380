package io.flaghoist.edge.usage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.edge.KafkaSettings;
import io.flaghoist.edge.UsageSettings;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.service.Supervisor;
import io.flaghoist.service.metrics.Meters;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes posts of metrics and answers each when it is durable. Posts that arrive within an interval
 * become one group per environment, and a group one record in Kafka: a thousand SDKs cost a few
 * records. Thread-safe.
 */
public final class UsageIntake implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UsageIntake.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final long POLL_NANOS = 5_000_000;

    private final UsageMeters meters;
    private final InstantSource clock;
    private final PendingBytes pending;
    private final Spool spool;
    private final MetricsTopic topic;
    private final Delivery delivery;
    private final SpoolDrain drain;
    private final UsageLoop loop;
    private volatile boolean closed;

    /**
     * Connects to nothing and touches no file yet.
     *
     * @param edge the name of this edge
     * @param directory of the spool; used by nothing else
     * @param answers where posts are answered
     */
    public UsageIntake(
            Supervisor supervisor,
            UsageSettings settings,
            KafkaSettings kafka,
            String edge,
            Path directory,
            Meters meters,
            InstantSource clock,
            Executor answers) {
        this(
                supervisor,
                settings,
                owner -> MetricsTopic.in(kafka, owner),
                edge,
                directory,
                meters,
                clock,
                RETRY,
                answers);
    }

    UsageIntake(
            Supervisor supervisor,
            UsageSettings settings,
            Function<Executor, MetricsTopic> topicFactory,
            String edge,
            Path directory,
            Meters registry,
            InstantSource clock,
            Duration retry,
            Executor answers) {
        this.meters = new UsageMeters(registry.registry());
        this.clock = clock;
        var tasks = new LinkedBlockingQueue<Runnable>();
        var seen = new SeenContents(clock);
        pending = new PendingBytes(settings.maxPending().toBytes());
        spool = new Spool(directory, settings.maxSpool().toBytes(), meters);
        topic = topicFactory.apply(tasks::add);
        delivery = new Delivery(topic, spool, pending, seen, meters, answers);
        drain = new SpoolDrain(spool, topic, retry, meters);
        var groups =
                new Groups(
                        edge,
                        Math.toIntExact(settings.maxGroup().toBytes()),
                        settings.groupInterval().toNanoseconds(),
                        delivery::deliver,
                        pending,
                        meters,
                        clock,
                        seen);
        loop = new UsageLoop(supervisor, tasks, groups, delivery, drain, topic, pending);
        gauges(registry);
    }

    private void gauges(Meters registry) {
        registry.gauge(
                "flaghoist_edge_usage_pending_bytes",
                "Memory of metrics that are not durable yet",
                pending::bytes);
        registry.gauge(
                "flaghoist_edge_usage_posts_waiting",
                "Posts of metrics that wait for their answer",
                pending::posts);
        registry.gauge(
                "flaghoist_edge_usage_spool_bytes",
                "Metrics on disk that wait for Kafka",
                spool::bytes);
        registry.gauge(
                "flaghoist_edge_usage_spool_groups",
                "Groups of metrics on disk that wait for Kafka",
                spool::groups);
        registry.gauge(
                "flaghoist_edge_usage_spool_oldest_seconds",
                "Age of the oldest group of metrics on disk",
                this::oldestSeconds);
    }

    private long oldestSeconds() {
        return spool.oldestAt().map(at -> Math.max(0, clock.millis() - at) / 1_000).orElse(0L);
    }

    /** Opens the spool, which may hold groups of an earlier process, and begins. */
    public void start() {
        try {
            spool.open();
        } catch (IOException e) {
            log.error(
                    "The spool of metrics cannot be opened. Metrics are sent to Kafka; while it is unavailable, posts are"
                            + " answered with 500. Check dataDirectory.",
                    e);
        }
        loop.start();
    }

    /** Takes a post, and answers when it is durable, or at once when there is no room. */
    public void take(EnvironmentId environment, ParsedPost post, Acknowledgement acknowledgement) {
        if (post.usages().isEmpty() && post.targets().isEmpty()) {
            count(post);
            meters.postConfirmed();
            acknowledgement.answer(true);
        } else if (closed || !pending.admit(post.weight())) {
            meters.postRefused();
            acknowledgement.answer(false);
        } else {
            count(post);
            var receipt = new Receipt(acknowledgement, meters, pending.waiting());
            loop.add(environment, post, receipt);
        }
    }

    private void count(ParsedPost post) {
        int skipped = post.skipped().values().stream().mapToInt(Integer::intValue).sum();
        meters.received.inc(post.usages().size() + skipped);
        post.skipped().forEach((reason, count) -> meters.skipped(reason.word(), count));
        meters.targets("anonymous", post.anonymousTargets());
        meters.targets("skipped", post.skippedTargets());
    }

    /**
     * From now on answers as soon as possible. Returns when every post that waited at the call is
     * answered, or after {@code atMost}.
     */
    public void hurry(Duration atMost) {
        pending.mark();
        loop.hurry();
        long until = System.nanoTime() + atMost.toNanos();
        while (pending.postsBeforeMark() > 0 && System.nanoTime() < until) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Makes durable what was taken, in Kafka or on disk, and stops. */
    @Override
    public void close() {
        closed = true;
        loop.close();
        spool.close();
    }

    /** Adds the state of metrics to {@code /health}. */
    public void describe(ObjectNode health) {
        ObjectNode node = health.putObject("usage");
        node.put("state", state());
        node.put("pendingBytes", pending.bytes());
        node.put("spoolBytes", spool.bytes());
        node.put("spoolMaxBytes", spool.maxBytes());
        node.put("spoolGroups", spool.groups());
        spool.oldestAt().ifPresent(_ -> node.put("oldestSeconds", oldestSeconds()));
        put(node, "kafka", topic.error());
        put(node, "disk", delivery.error() == null ? drain.error() : delivery.error());
        ArrayNode cut = node.putArray("cut");
        spool.damage().forEach(cut::add);
    }

    private static void put(ObjectNode node, String field, @Nullable String text) {
        if (text != null) {
            node.put(field, text);
        }
    }

    private String state() {
        if (!spool.isOpen()) {
            return "NO_SPOOL";
        }
        if (topic.isAway()) {
            return "SPOOLING";
        }
        return spool.isEmpty() ? "OK" : "DRAINING";
    }
}
