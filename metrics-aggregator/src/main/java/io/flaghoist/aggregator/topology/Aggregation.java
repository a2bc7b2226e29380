package io.flaghoist.aggregator.topology;

import io.flaghoist.aggregator.settings.KafkaSettings;
import io.flaghoist.log.transactions.LeftOpenTransactions;
import io.flaghoist.saas.Backoff;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.OneProblem;
import io.flaghoist.service.Problem;
import io.flaghoist.service.SupervisedLoop;
import io.flaghoist.service.Supervisor;
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
 * Keeps the topology running: waits for its topics, starts Kafka Streams, and restarts it when it
 * has stopped. Nothing is lost meanwhile: what was not committed is read again.
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
    private final SupervisedLoop loop;
    private volatile @Nullable Run running;
    private Backoff backoff;
    private Duration wait = Duration.ZERO;

    /**
     * A run of Kafka Streams.
     *
     * @param over open until it has given up
     * @param why it has, in words
     */
    private record Run(
            KafkaStreams streams,
            CountDownLatch over,
            AtomicReference<String> why,
            long sinceNanos) {}

    /**
     * Not running yet.
     *
     * @param topology created for each start
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
            Clock clock,
            Supervisor supervisor) {
        this.topology = topology;
        this.kafka = kafka;
        this.nodeName = nodeName;
        this.dataDirectory = dataDirectory;
        this.admin = admin;
        this.firstRetry = firstRetry;
        this.backoff = firstRetry;
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
        this.loop =
                supervisor.loop(
                        LoopSpec.of(
                                "aggregator-sum",
                                "metrics wait on the topic " + catalogue.metrics().name()),
                        this::turn,
                        this::ended);
    }

    public void start() {
        loop.start();
    }

    /** What is wrong, if anything. */
    public Optional<Problem> problem() {
        return problem.current();
    }

    /** In one word of Kafka Streams', or {@code WAITING} while it has not been started. */
    public String state() {
        Run current = running;
        return current == null ? "WAITING" : current.streams().state().name();
    }

    /** Whether all of this instance's share is being summed. */
    public boolean isRunning() {
        Run current = running;
        return current != null && current.streams().state() == KafkaStreams.State.RUNNING;
    }

    /** Starts Kafka Streams, looks how it is doing, or rests after it gave up. */
    private void turn() throws InterruptedException {
        Run current = running;
        if (current != null) {
            follow(current);
        } else if (wait.isPositive()) {
            Duration some = wait.compareTo(LOOK) < 0 ? wait : LOOK;
            Thread.sleep(some);
            wait = wait.minus(some);
        } else {
            start(absent());
        }
    }

    private void start(Optional<String> absent) {
        if (absent.isPresent()) {
            rest(absent.get());
            return;
        }
        try {
            running = begin();
        } catch (KafkaException e) {
            rest("Kafka Streams does not start: " + e.getMessage());
        }
    }

    private void rest(String why) {
        problem.raise(why);
        wait = backoff.delay(random, Optional.empty());
        backoff = backoff.next();
    }

    private void follow(Run current) throws InterruptedException {
        if (!current.over().await(LOOK.toSeconds(), TimeUnit.SECONDS)) {
            look(current.streams());
            return;
        }
        end(current);
        boolean wasStable = System.nanoTime() - current.sinceNanos() > TimeUnit.MINUTES.toNanos(1);
        backoff = wasStable ? firstRetry : backoff;
        rest(current.why().get());
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

    private Run begin() {
        var current =
                new Run(
                        new KafkaStreams(
                                topology.get(), StreamsSettings.of(kafka, nodeName, dataDirectory)),
                        new CountDownLatch(1),
                        new AtomicReference<>("Kafka Streams ended"),
                        System.nanoTime());
        current.streams()
                .setUncaughtExceptionHandler(e -> {
                    current.why().set("Kafka Streams ended: " + rootOf(e));
                    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
                });
        current.streams()
                .setStateListener((now, _) -> {
                    if (now == KafkaStreams.State.RUNNING) {
                        problem.clear();
                    } else if (now == KafkaStreams.State.ERROR
                            || now == KafkaStreams.State.NOT_RUNNING) {
                        current.over().countDown();
                    }
                });
        current.streams().start();
        return current;
    }

    /** Commits what it can, and leaves the group. */
    private void end(Run current) {
        running = null;
        var _ =
                current.streams()
                        .close(
                                CloseOptions.timeout(LEAVE)
                                        .withGroupMembershipOperation(
                                                CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    }

    private void ended() {
        Run last = running;
        if (last != null) {
            var _ = Thread.interrupted(); // or it could not commit
            end(last);
        }
    }

    /** Kafka Streams reports nothing while Kafka is unavailable or a transaction hangs. */
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
        loop.close();
    }
}
