package io.flaghoist.aggregator.post;

import io.flaghoist.aggregator.metrics.AggregatorMetrics;
import io.flaghoist.log.GroupProgress;
import io.flaghoist.log.RecordOffset;
import io.flaghoist.log.client.KafkaClients;
import io.flaghoist.saas.Backoff;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.metrics.MetricsBatch;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.SupervisedLoop;
import io.flaghoist.service.Supervisor;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
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
 * Posts the batches of one environment in their order, and commits each once SaaS has accepted it
 * or its refusal is recorded. Its consumer group is the environment's own, so that no other
 * environment waits for this one. Beyond a little that is read ahead, the waiting room is the
 * topic.
 */
final class EnvironmentPoster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EnvironmentPoster.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int MAX_FETCH_BYTES = 1 << 20;
    private static final int MAX_RECORDS = 500;
    private static final Duration LEAVE_GROUP = Duration.ofSeconds(2);

    private static final Duration LONGEST_REST = Duration.ofSeconds(1);

    private record Membership(Consumer<byte[], byte[]> consumer, GroupProgress progress) {}

    /** What all posters share. */
    record Tools(
            KafkaClients clients,
            TopicSpec outbox,
            RejectedBatches rejected,
            Executor requests,
            Supervisor supervisor,
            Backoff firstRetry,
            RandomGenerator random,
            AggregatorMetrics metrics,
            Clock clock,
            Duration lastRequest) {}

    private final EnvironmentId environment;
    private final OutboxReader reader;
    private final Endpoint endpoint;
    private final Tools tools;
    private final BatchQueue<RecordOffset> line;
    private final PosterStand stand;
    private final Refusals refusals;
    private final SupervisedLoop loop;
    private volatile boolean ends;
    private @Nullable Membership membership;
    private Backoff backoff;
    private Duration wait = Duration.ZERO;
    private @Nullable InFlight inFlight;

    EnvironmentPoster(EnvironmentId environment, Endpoint endpoint, Tools tools) {
        this.environment = environment;
        this.reader = new OutboxReader(environment, tools.metrics());
        this.endpoint = endpoint;
        this.tools = tools;
        this.line =
                new BatchQueue<>(
                        environment,
                        tools.firstRetry(),
                        tools.random(),
                        System::nanoTime,
                        tools.metrics());
        this.stand = new PosterStand(environment, tools);
        this.refusals = new Refusals(environment, tools);
        this.backoff = tools.firstRetry();
        this.loop =
                tools.supervisor()
                        .loop(
                                LoopSpec.of(
                                                "aggregator-post",
                                                "metrics of this environment are not posted; they wait on their topic")
                                        .ofInstance(environment.value()),
                                this::turn,
                                this::ended);
    }

    void start() {
        loop.start();
    }

    /** Where it stands; any thread. */
    PosterStatus status() {
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
            Membership current = membership;
            if (current == null) {
                current = join();
                membership = current;
            }
            turn(current.consumer(), current.progress());
            backoff = tools.firstRetry();
            stand.is(line, current.progress().unread(), line.problem());
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

    private Membership join() {
        Consumer<byte[], byte[]> consumer =
                tools.clients().groupReader("post-" + environment, MAX_FETCH_BYTES, MAX_RECORDS);
        var progress = new GroupProgress(consumer, System::nanoTime);
        consumer.subscribe(List.of(tools.outbox().name()), new Assignments(progress));
        return new Membership(consumer, progress);
    }

    private void ended() {
        Membership last = membership;
        var _ = Thread.interrupted(); // or the consumer could not commit, nor leave its group
        if (last != null) {
            try {
                awaitLast(last.progress());
                if (line.isEmpty()) {
                    last.progress().commitAll();
                }
            } catch (KafkaException e) {
                LOG.debug("Offsets are committed by whoever comes next", e);
            }
        }
        leave();
    }

    private void leave() {
        Membership last = membership;
        membership = null;
        inFlight = null;
        line.leave(_ -> true);
        if (last != null) {
            var _ = Thread.interrupted();
            last.consumer().close(CloseOptions.timeout(LEAVE_GROUP));
        }
    }

    private void turn(Consumer<byte[], byte[]> consumer, GroupProgress progress) {
        InFlight current = inFlight;
        if (current != null) {
            Optional<Endpoint.Outcome> outcome = current.await(POLL);
            outcome.ifPresent(known -> settle(known, progress));
            keepMembership(consumer, Duration.ZERO);
        } else if (line.isEmpty()) {
            consumer.resume(consumer.paused());
            consumer.poll(POLL).forEach(this::take);
            if (line.isEmpty()) {
                progress.nothingWaits();
            }
        } else {
            next(consumer, progress);
        }
    }

    private void next(Consumer<byte[], byte[]> consumer, GroupProgress progress) {
        switch (line.turn(expiredBefore())) {
            case BatchQueue.Turn.Post<RecordOffset>(var first) ->
                    inFlight = new InFlight(first, endpoint, tools.requests());
            case BatchQueue.Turn.Done<RecordOffset>(var first) -> progress.done(first.place());
            case BatchQueue.Turn.Gone<RecordOffset>(var first) -> {
                LOG.warn(
                        "Environment {}: batch {} is given up: it was not accepted before the retention of {} ended, or"
                                + " is empty.",
                        environment,
                        first.batch().id(),
                        tools.outbox().name());
                progress.done(first.place());
            }
            case BatchQueue.Turn.Wait<RecordOffset>(var nanos) -> {
                Duration wait = Duration.ofNanos(nanos);
                keepMembership(consumer, wait.compareTo(POLL) < 0 ? wait : POLL);
            }
        }
    }

    private long expiredBefore() {
        return tools.outbox()
                .retention()
                .map(retention -> tools.clock().millis() - retention.toMillis())
                .orElse(Long.MIN_VALUE);
    }

    /** The post that is on its way has ended. */
    private void settle(Endpoint.Outcome outcome, GroupProgress progress) {
        inFlight = null;
        switch (outcome) {
            case Endpoint.Outcome.Accepted() -> {
                BatchQueue.Waiting<RecordOffset> first = line.remove();
                tools.metrics().posted(first.batch());
                progress.done(first.place());
            }
            case Endpoint.Outcome.Never never -> {
                MetricsBatch batch = line.first().batch();
                refusals.reject(batch, never);
                progress.done(line.remove().place());
            }
            case Endpoint.Outcome.Later later -> line.retry(later);
        }
    }

    /**
     * Polls, which tells the group that this member lives. Without room all partitions are paused,
     * but for those that a rebalance brings now.
     */
    private void keepMembership(Consumer<byte[], byte[]> consumer, Duration atMost) {
        if (line.hasRoom()) {
            consumer.resume(consumer.paused());
        } else {
            consumer.pause(consumer.assignment());
        }
        consumer.poll(atMost).forEach(this::take);
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        reader.read(record).ifPresent(line::add);
    }

    /** Gives the post that is on its way its time, so that it is not made again elsewhere. */
    private void awaitLast(GroupProgress progress) {
        InFlight current = inFlight;
        if (current != null) {
            current.await(tools.lastRequest()).ifPresent(outcome -> settle(outcome, progress));
        }
    }

    private final class Assignments implements ConsumerRebalanceListener {
        private final GroupProgress progress;

        Assignments(GroupProgress progress) {
            this.progress = progress;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            // They begin where their group is.
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            InFlight current = inFlight;
            if (current != null && partitions.contains(current.what().place().partition())) {
                awaitLast(progress);
                inFlight = null;
            }
            line.leave(place -> partitions.contains(place.partition()));
            progress.forget(partitions);
        }
    }

    void stop() {
        ends = true;
    }

    /** Lets the post that is on its way end, commits what SaaS took, and ends. */
    @Override
    public void close() {
        stop();
        loop.awaitEnd(tools.lastRequest().plus(LEAVE_GROUP).plus(POLL));
        loop.close();
    }
}
