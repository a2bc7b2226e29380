package io.flaghoist.aggregator.topology;

import io.flaghoist.aggregator.settings.KafkaSettings;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.service.OneProblem;
import io.flaghoist.service.OwnedThread;
import io.flaghoist.service.Problem;
import io.flaghoist.service.transactions.LeftOpenTransactions;
import io.flaghoist.upstream.Backoff;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the topology running: waits for its topics, starts Kafka Streams, and starts it anew when
 * it has given up. Nothing is lost meanwhile: what was not committed is read again.
 */
public final class Aggregation implements AutoCloseable {
    private static final Duration LEAVE = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Supplier<Topology> topology;
    private final KafkaSettings kafka;
    private final String nodeName;
    private final Path dataDirectory;
    private final Admin admin;
    private final List<TopicSpec> topics;
    private final Backoff firstRetry;
    private final RandomGenerator random;
    private final OwnTransactions transactions;
    private final OneProblem problem;
    private final OwnedThread thread = new OwnedThread("aggregator-sum", this::run);
    private volatile @Nullable KafkaStreams streams;

    /**
     * Not running yet.
     *
     * @param topology made anew for each start
     * @param admin left open
     */
    public Aggregation(
            Supplier<Topology> topology,
            KafkaSettings kafka,
            String nodeName,
            Path dataDirectory,
            Admin admin,
            LeftOpenTransactions leftOpen,
            Backoff firstRetry,
            RandomGenerator random,
            Clock clock) {
        this.topology = topology;
        this.kafka = kafka;
        this.nodeName = nodeName;
        this.dataDirectory = dataDirectory;
        this.admin = admin;
        this.firstRetry = firstRetry;
        this.random = random;
        var catalogue = new TopicCatalogue(kafka.topicPrefix());
        this.topics =
                List.of(catalogue.metrics(), catalogue.metricsBatches(), catalogue.lastEvaluated());
        this.transactions = new OwnTransactions(admin, kafka, leftOpen);
        this.problem =
                new OneProblem(
                        "Aggregation",
                        "metrics wait on the topic " + catalogue.metrics().name(),
                        "kafka.bootstrapServers; whether ingest has created the topics; this principal's permissions on"
                                + " topics, groups and transactional ids that begin with the prefix",
                        clock);
    }

    public void start() {
        thread.start();
    }

    /** What is wrong, if anything. */
    public Optional<Problem> problem() {
        return problem.current();
    }

    /** In one word of Kafka Streams', or {@code WAITING} while it has not been started. */
    public String state() {
        KafkaStreams running = streams;
        return running == null ? "WAITING" : running.state().name();
    }

    /** Whether all of this instance's share is being summed. */
    public boolean isRunning() {
        KafkaStreams running = streams;
        return running != null && running.state() == KafkaStreams.State.RUNNING;
    }

    private void run() throws InterruptedException {
        var backoff = firstRetry;
        while (true) {
            Optional<String> absent = absent();
            if (absent.isEmpty()) {
                long began = System.nanoTime();
                problem.raise(runUntilItGivesUp());
                boolean wasStable = System.nanoTime() - began > TimeUnit.MINUTES.toNanos(1);
                backoff = wasStable ? firstRetry : backoff;
            } else {
                problem.raise(absent.get());
            }
            Thread.sleep(backoff.delay(random, Optional.empty()));
            backoff = backoff.next();
        }
    }

    /** What keeps Kafka Streams from starting, in words. */
    private Optional<String> absent() throws InterruptedException {
        var missing = new ArrayList<String>();
        Map<String, KafkaFuture<TopicDescription>> described =
                admin.describeTopics(topics.stream().map(TopicSpec::name).toList())
                        .topicNameValues();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : described.entrySet()) {
            try {
                var _ =
                        topic.getValue()
                                .get(kafka.answerTimeout().toMilliseconds(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    return Optional.of("Kafka is not available: " + e.getCause());
                }
                missing.add(topic.getKey());
            } catch (TimeoutException e) {
                return Optional.of(
                        "Kafka is not available: no answer within " + kafka.answerTimeout());
            }
        }
        missing.sort(String::compareTo);
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("topics do not exist yet: " + String.join(", ", missing));
    }

    /** Returns why, in words. */
    private String runUntilItGivesUp() throws InterruptedException {
        var over = new CountDownLatch(1);
        var why = new AtomicReference<>("Kafka Streams ended");
        KafkaStreams current;
        try {
            current =
                    new KafkaStreams(
                            topology.get(), StreamsSettings.of(kafka, nodeName, dataDirectory));
        } catch (KafkaException e) {
            return "Kafka Streams does not start: " + e.getMessage();
        }
        current.setUncaughtExceptionHandler(e -> {
            why.set("Kafka Streams ended: " + rootOf(e));
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        current.setStateListener((now, _) -> {
            if (now == KafkaStreams.State.RUNNING) {
                problem.clear();
            } else if (now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING) {
                over.countDown();
            }
        });
        streams = current;
        try {
            current.start();
            while (!over.await(LOOK.toSeconds(), TimeUnit.SECONDS)) {
                look(current);
            }
            return why.get();
        } finally {
            // Also when interrupted by close(): commits what it can, and leaves the group.
            boolean interrupted = Thread.interrupted();
            var _ =
                    current.close(
                            CloseOptions.timeout(LEAVE)
                                    .withGroupMembershipOperation(
                                            CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
            streams = null;
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Kafka Streams waits in silence while Kafka is away, or a transaction is open for ever. */
    private void look(KafkaStreams current) throws InterruptedException {
        Optional<String> absent = absent();
        Optional<String> wrong = absent.isPresent() ? absent : transactions.endLeftOpen();
        if (wrong.isPresent()) {
            problem.raise(wrong.get());
        } else if (current.state() == KafkaStreams.State.RUNNING) {
            problem.clear();
        }
    }

    private static String rootOf(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }

    /** Commits what was summed, and ends. */
    @Override
    public void close() {
        thread.close();
    }
}
