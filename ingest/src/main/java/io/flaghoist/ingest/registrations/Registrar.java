package io.flaghoist.ingest.registrations;

import io.flaghoist.ingest.metrics.RegistrationMetrics;
import io.flaghoist.log.CommittedReader;
import io.flaghoist.log.GroupProgress;
import io.flaghoist.log.KafkaRecords;
import io.flaghoist.log.RecordOffset;
import io.flaghoist.log.TopicKeeper;
import io.flaghoist.log.client.KafkaClients;
import io.flaghoist.saas.Backoff;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.DecodedRegistration;
import io.flaghoist.schemas.record.RegistrationCodec;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.SupervisedLoop;
import io.flaghoist.service.Supervisor;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers the targets of one environment, on a thread and in a consumer group of its own: what
 * upstream does not take waits on the topic, commits tell exactly how far this environment is, and
 * no other environment notices. Instances that have a key of the environment share its partitions;
 * one that has none leaves its records alone.
 */
final class Registrar implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Registrar.class);

    /** Read at once and held while upstream takes them; more wait on the topic. */
    static final int MAX_WAITING = 100;

    private static final int MAX_FETCH_BYTES = 256 << 10;

    private static final Duration POLL = Duration.ofMillis(200);

    /** For a request that is under way when ingest ends: what upstream took must be committed. */
    private static final Duration LAST_REQUEST = Duration.ofSeconds(5);

    /** When Kafka is away, the group does without the farewell. */
    private static final Duration LEAVE_GROUP = Duration.ofSeconds(2);

    private static final Duration LONGEST_REST = Duration.ofSeconds(1);

    /** An answer of upstream that trickles in, and Kafka's. */
    private static final Duration LONGEST_TURN = Duration.ofMinutes(3);

    private record Membership(Consumer<byte[], byte[]> consumer, GroupProgress progress) {}

    /** What registrars share. */
    record Tools(
            KafkaClients clients,
            TopicKeeper topics,
            TopicSpec topic,
            CommittedReader reading,
            KnownContents known,
            RateLimiter pace,
            Backoff firstRetry,
            Backoff kafkaRetry,
            Supervisor supervisor,
            RandomGenerator random,
            RegistrationMetrics metrics,
            Clock clock) {}

    private final EnvironmentId environment;
    private final Tools tools;
    private final CommittedPast past;
    private final RegistrationQueue<RecordOffset> line;
    private final RegistrarStand stand;
    private final SupervisedLoop loop;
    private @Nullable Membership membership;
    private Backoff backoff;
    private Duration wait = Duration.ZERO;
    private volatile boolean ends;
    private boolean toldOfUnreadable;

    Registrar(EnvironmentId environment, Upstream upstream, Tools tools) {
        this.environment = environment;
        this.tools = tools;
        this.past = new CommittedPast(tools.clients(), tools.reading(), tools.known());
        this.line =
                new RegistrationQueue<>(
                        environment,
                        upstream,
                        tools.known(),
                        tools.pace(),
                        tools.firstRetry(),
                        tools.random(),
                        System::nanoTime,
                        tools.metrics());
        this.stand = new RegistrarStand(environment, tools);
        this.backoff = tools.kafkaRetry();
        this.loop =
                tools.supervisor()
                        .loop(
                                LoopSpec.of(
                                                "ingest-registrations",
                                                "targets of this environment are not registered upstream")
                                        .ofInstance(environment.value())
                                        .within(LONGEST_TURN),
                                this::turn,
                                this::ended);
    }

    void start() {
        loop.start();
    }

    /** Where it stands; any thread. */
    RegistrarStatus status() {
        return stand.status();
    }

    /** Follows for a turn, or rests after Kafka failed. */
    private void turn() throws InterruptedException {
        if (ends) {
            loop.finish();
            return;
        }
        if (wait.isPositive()) {
            Duration some = wait.compareTo(LONGEST_REST) < 0 ? wait : LONGEST_REST;
            Thread.sleep(some);
            wait = wait.minus(some);
            return;
        }
        try {
            follow();
        } catch (InterruptException e) {
            throw new InterruptedException(); // close() ends this thread
        } catch (KafkaException e) {
            leave();
            stand.is(line, 0, Optional.of(e.getClass().getSimpleName() + ": " + e.getMessage()));
            wait = backoff.delay(tools.random(), Optional.empty());
            backoff = backoff.next();
        } catch (RuntimeException e) {
            leave(); // a new member of the group begins where the old one committed
            throw e;
        }
    }

    private void ensureTopic() throws InterruptedException {
        switch (tools.topics().ensure(List.of(tools.topic()))) {
            case TopicKeeper.Result.Ready() -> {}
            case TopicKeeper.Result.Faulty(var faults) ->
                    throw new KafkaException(String.join("; ", faults));
            case TopicKeeper.Result.Unavailable(var reason) ->
                    throw new KafkaException("Kafka is not available: " + reason);
        }
    }

    private void follow() throws InterruptedException {
        Membership current = membership;
        if (current == null) {
            ensureTopic();
            current = join();
            membership = current;
        }
        turn(current.consumer(), current.progress());
        backoff = tools.kafkaRetry();
        stand.is(line, current.progress().unread(), line.problem());
    }

    private Membership join() {
        Consumer<byte[], byte[]> consumer =
                tools.clients()
                        .groupReader("registrations-" + environment, MAX_FETCH_BYTES, MAX_WAITING);
        var progress = new GroupProgress(consumer, System::nanoTime);
        consumer.subscribe(List.of(tools.topic().name()), new Assignments(consumer, progress));
        return new Membership(consumer, progress);
    }

    private void ended() {
        Membership last = membership;
        var _ = Thread.interrupted(); // or the consumer could not commit, nor leave its group
        if (last != null && line.size() == 0) {
            try {
                last.progress().commitAll();
            } catch (KafkaException e) {
                LOG.debug("Offsets are committed by whoever comes next", e);
            }
        }
        leave();
    }

    private void leave() {
        Membership last = membership;
        membership = null;
        line.leave(_ -> true);
        if (last != null) {
            var _ = Thread.interrupted();
            last.consumer().close(CloseOptions.timeout(LEAVE_GROUP));
        }
    }

    private void turn(Consumer<byte[], byte[]> consumer, GroupProgress progress) {
        if (line.size() == 0) {
            consumer.resume(consumer.paused());
            consumer.poll(POLL).forEach(this::take);
            if (line.size() == 0) {
                progress.nothingWaits();
            }
            return;
        }
        switch (line.step(expiredBefore())) {
            case RegistrationQueue.Step.Settled<RecordOffset>(var place) -> {
                if (line.size() == 0) {
                    progress.commitAll();
                } else {
                    progress.done(place);
                }
                keepMembership(consumer, Duration.ZERO);
            }
            case RegistrationQueue.Step.Wait<RecordOffset>(var nanos) -> {
                Duration wait = Duration.ofNanos(nanos);
                keepMembership(consumer, wait.compareTo(POLL) < 0 ? wait : POLL);
            }
        }
    }

    private long expiredBefore() {
        return tools.topic()
                .retention()
                .map(retention -> tools.clock().millis() - retention.toMillis())
                .orElse(Long.MIN_VALUE);
    }

    /** Polls with all partitions paused; those that a rebalance brings are not paused yet. */
    private void keepMembership(Consumer<byte[], byte[]> consumer, Duration atMost) {
        consumer.pause(consumer.assignment());
        consumer.poll(atMost).forEach(this::take);
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (!Keys.isOf(environment, record.key())) {
            return;
        }
        tools.metrics().received(environment);
        switch (RegistrationCodec.decode(KafkaRecords.read(record))) {
            case DecodedRegistration.Understood(var registration) ->
                    line.add(
                            new RegistrationQueue.Waiting<>(
                                    RecordOffset.of(record), registration, record.timestamp()));
            case DecodedRegistration.Unreadable(var reason) -> quarantine(record, reason);
        }
    }

    private void quarantine(ConsumerRecord<byte[], byte[]> record, String reason) {
        tools.metrics().rejected(environment, "unreadable");
        if (!toldOfUnreadable) {
            toldOfUnreadable = true;
            LOG.warn(
                    "Skipped {}-{}@{}: {}. Others like it are only counted.",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    reason);
        }
    }

    private final class Assignments implements ConsumerRebalanceListener {
        private final Consumer<byte[], byte[]> consumer;
        private final GroupProgress progress;

        Assignments(Consumer<byte[], byte[]> consumer, GroupProgress progress) {
            this.consumer = consumer;
            this.progress = progress;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            past.remember(environment, consumer.committed(new HashSet<>(partitions)));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            line.leave(place -> partitions.contains(place.partition()));
            progress.forget(partitions);
        }
    }

    void stop() {
        ends = true;
    }

    /** Lets the request that is under way end, commits what upstream took, and ends. */
    @Override
    public void close() {
        stop();
        loop.awaitEnd(LAST_REQUEST);
        loop.close();
    }
}
