package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.environment.EnvironmentOwner;
import io.flaghoist.ingest.kafka.KafkaDependencies;
import io.flaghoist.ingest.metrics.IngestMetrics.Metric;
import io.flaghoist.ingest.publish.WriteQueue.Batch;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.Problem;
import io.flaghoist.service.SupervisedLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of a shard's environments: one transactional producer, one thread. What arrives
 * while one transaction commits goes into the next. Every few seconds the heartbeats of all
 * environments go into one, as they are at that moment; they are also how it is known that
 * something can be written at all. After an unknown outcome, and after being fenced, the producer
 * is discarded; {@link #own()} makes a new one, and holders of an older ownership must read the
 * log's end again.
 */
final class ShardWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShardWriter.class);

    private static final Duration LOOK_AROUND = Duration.ofSeconds(1);

    /** A transaction, and the retries of each of its parts alone, end long before. */
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    /** For a transaction to end, and for a producer to close, when the shard is given up. */
    private static final Duration RELEASE = Duration.ofMillis(500);

    private static final WriteOutcome BEGAN_ANEW =
            new WriteOutcome.Lost("the shard's writer began anew");

    private final String name;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final KafkaDependencies kafka;
    private final ShardHeartbeats heartbeats;
    private final WriteProbe probe;
    private final Transactions transactions;
    private final WriteQueue waiting;
    private final ReentrantLock lock = new ReentrantLock();
    private final SupervisedLoop loop;
    private volatile @Nullable Producer<byte[], byte[]> producer;
    private long ownership;
    private long nextHeartbeats;
    private @Nullable Long fencedAt;

    /**
     * Starts nothing yet.
     *
     * @param producers create a transactional producer of the shard
     */
    ShardWriter(
            String name,
            Supplier<Producer<byte[], byte[]>> producers,
            ShardHeartbeats heartbeats,
            KafkaDependencies kafka) {
        this.name = name;
        this.producers = producers;
        this.heartbeats = heartbeats;
        this.kafka = kafka;
        this.probe = new WriteProbe(name, kafka.clock(), kafka.nanoTime());
        this.transactions =
                new Transactions((outcome, batches) ->
                        kafka.metrics().add(batches, Metric.TRANSACTIONS, outcome));
        this.waiting = new WriteQueue(name, DEADLINE);
        this.nextHeartbeats = kafka.nanoTime().getAsLong();
        this.loop =
                kafka.supervisor()
                        .loop(
                                LoopSpec.of(
                                                "ingest-shard-writer",
                                                "nothing is written for the environments of this shard, and edges become stale")
                                        .ofInstance(name)
                                        .within(DEADLINE),
                                this::turn);
    }

    void start() {
        loop.start();
    }

    ShardHeartbeats heartbeats() {
        return heartbeats;
    }

    /** That nothing can be written, and since when; any thread. */
    Optional<Problem> cannotWrite() {
        return producer == null ? Optional.empty() : probe.problem();
    }

    /** Whether what is owned here was written to a moment ago, as far as anything is. */
    boolean canWrite() {
        return heartbeats.isEmpty() || (producer != null && probe.problem().isEmpty());
    }

    /**
     * Makes this process the shard's writer, unless it is already.
     *
     * @return the number of this ownership
     * @throws LogUnavailableException when another instance took the shard over a moment ago
     * @throws KafkaException when Kafka does not answer
     * @throws TimeoutException when the writer is busy for as long as Kafka may take to answer
     */
    long own() throws LogUnavailableException, InterruptedException, TimeoutException {
        if (!lock.tryLock(kafka.answerTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
            throw new TimeoutException("the writer of " + name + " waits for Kafka");
        }
        try {
            if (producer != null) {
                return ownership;
            }
            if (fencedAt != null
                    && kafka.nanoTime().getAsLong() - fencedAt < takeoverPause().toNanos()) {
                throw LogUnavailableException.refused(
                        "another instance took over "
                                + name
                                + ", which now writes for its environments; this one stands by and tries again after "
                                + takeoverPause().toSeconds()
                                + " s");
            }
            Producer<byte[], byte[]> created = producers.get();
            try {
                created.initTransactions();
            } catch (KafkaException e) {
                created.close(Duration.ZERO);
                throw e;
            }
            probe.wrote();
            producer = created;
            fencedAt = null;
            ownership++;
            LOG.info("Writing {} as its only writer", name);
            return ownership;
        } finally {
            lock.unlock();
        }
    }

    /**
     * No heartbeat of this environment is written after this; with the last environment the shard
     * is given up. A transaction under way is waited for, unless Kafka does not answer.
     */
    void release(EnvironmentOwner owner) {
        boolean isIdle = lockFor(RELEASE);
        try {
            heartbeats.remove(owner);
            giveUpIfIdle();
        } finally {
            if (isIdle) {
                lock.unlock();
            }
        }
    }

    /** Gives the shard up unless it has environments here. */
    void giveUpIfIdle() {
        Producer<byte[], byte[]> last = producer;
        if (last != null && heartbeats.isEmpty()) {
            producer = null; // first: a transaction that this ends is not one that was lost
            last.close(lock.isHeldByCurrentThread() ? RELEASE : Duration.ZERO);
            LOG.info("{} is given up", name);
        }
    }

    private boolean lockFor(Duration atMost) {
        try {
            return lock.tryLock(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the caller is being ended, and goes on with that
            return false;
        }
    }

    private Duration takeoverPause() {
        return kafka.settings().takeoverPause().toJavaDuration();
    }

    /** Waits until the topics' metadata is here: inside a transaction everybody would wait. */
    void prepare(String topic) {
        Producer<byte[], byte[]> current = producer;
        if (current != null) {
            var _ = current.partitionsFor(topic);
        }
    }

    /** Writes a batch in a transaction, perhaps together with other batches; blocks. */
    WriteOutcome write(long ownedSince, RecordBatch content) throws InterruptedException {
        return waiting.write(ownedSince, content, () -> {});
    }

    /** Writes one heartbeat by itself; blocks. */
    WriteOutcome announce(long ownedSince, EnvironmentOwner owner, Heartbeat heartbeat)
            throws InterruptedException {
        ShardHeartbeats.Round round = heartbeats.of(owner, heartbeat);
        return waiting.write(ownedSince, round.batch(), round.onCommit());
    }

    private void turn() throws InterruptedException {
        long now = kafka.nanoTime().getAsLong();
        long wait = Math.min(LOOK_AROUND.toNanos(), Math.max(0, nextHeartbeats - now));
        List<Batch> batches = waiting.take(Duration.ofNanos(wait));
        now = kafka.nanoTime().getAsLong();
        boolean beat = nextHeartbeats - now <= 0;
        if (beat) {
            nextHeartbeats = now + Heartbeat.INTERVAL.toNanos();
        }
        if (beat || !batches.isEmpty()) {
            write(batches, beat);
        }
    }

    private void write(List<Batch> batches, boolean beat) {
        lock.lock();
        try {
            var current = new ArrayList<Batch>();
            for (Batch batch : batches) {
                if (batch.ownership() != ownership || producer == null) {
                    batch.end(BEGAN_ANEW);
                } else if (!batch.isOver()) {
                    current.add(batch);
                }
            }
            transact(current, beat);
        } catch (RuntimeException e) {
            lose(batches, e.toString());
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private void transact(List<Batch> batches, boolean beat) {
        Producer<byte[], byte[]> current = producer;
        if (current == null) { // lost, perhaps while the batches before were retried one by one
            batches.forEach(batch -> batch.end(BEGAN_ANEW));
            return;
        }
        var contents = new ArrayList<RecordBatch>();
        batches.forEach(batch -> contents.add(batch.content()));
        // Last, so that nothing comes between a heartbeat and its way to Kafka.
        ShardHeartbeats.Round round = beat ? heartbeats.next(ownership) : ShardHeartbeats.NOTHING;
        if (!round.isEmpty()) {
            contents.add(round.batch());
        }
        if (contents.isEmpty()) {
            return;
        }
        switch (transactions.run(current, contents)) {
            case Transactions.Outcome.Committed() -> {
                kafka.contact().answered();
                if (!round.isEmpty()) {
                    probe.wrote();
                    round.onCommit().run();
                }
                for (Batch batch : batches) {
                    batch.onCommit().run();
                    batch.end(new WriteOutcome.Committed());
                }
            }
            case Transactions.Outcome.Refused(var why) -> refused(batches, round, why);
            case Transactions.Outcome.Fenced() -> {
                fencedAt = kafka.nanoTime().getAsLong();
                LOG.warn("{} was taken over by another instance; its environments pause", name);
                lose(
                        batches,
                        "another instance took over "
                                + name
                                + ", which now writes for its environments");
            }
            case Transactions.Outcome.Unknown(var reason) -> {
                LOG.warn(
                        "A transaction of {} has an unknown outcome ({}); beginning anew",
                        name,
                        reason);
                kafka.contact().failed();
                lose(batches, reason);
            }
        }
    }

    private void refused(
            List<Batch> batches, ShardHeartbeats.Round round, WriteOutcome.Failed why) {
        int parts = batches.size() + (round.isEmpty() ? 0 : 1);
        if (parts > 1) {
            // One of them is to blame; the others must not suffer.
            batches.forEach(batch -> transact(List.of(batch), false));
            if (!round.isEmpty()) {
                transact(List.of(), true);
            }
            return;
        }
        if (!round.isEmpty()) {
            probe.refused(why.reason());
        }
        batches.forEach(batch -> batch.end(why));
    }

    private void lose(List<Batch> batches, String reason) {
        Producer<byte[], byte[]> gone = producer;
        producer = null;
        if (gone != null) {
            gone.close(Duration.ZERO);
            heartbeats.lost(ownership, reason, probe.last());
        }
        // Those that were answered already stay answered.
        batches.forEach(batch -> batch.end(new WriteOutcome.Lost(reason)));
    }

    /** Finishes the transaction that runs, and ends. */
    @Override
    public void close() {
        lock.lock(); // a transaction that runs is not interrupted
        try {
            loop.interrupt();
        } finally {
            lock.unlock();
        }
        loop.close();
        lock.lock();
        try {
            Producer<byte[], byte[]> last = producer;
            producer = null;
            if (last != null) {
                last.close(Duration.ofSeconds(1));
            }
            waiting.rest().forEach(batch -> batch.end(new WriteOutcome.Lost("ingest stops")));
        } finally {
            lock.unlock();
        }
    }
}
