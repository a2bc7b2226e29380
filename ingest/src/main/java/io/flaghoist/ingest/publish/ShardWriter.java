package io.flaghoist.ingest.publish;

import io.flaghoist.service.OwnedThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of a shard's environments: one transactional producer, one thread. What arrives
 * while one transaction commits goes into the next. After an outcome that nobody knows, and after
 * being fenced, the producer is thrown away; {@link #own()} makes a new one, and whoever holds an
 * older ownership must read the log's end again.
 */
final class ShardWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShardWriter.class);

    /** One batch per environment at most waits here, so this bounds environments, not bursts. */
    private static final int MAX_WAITING = 4_096;

    private static final long MAX_TRANSACTION_BYTES = 16L << 20;

    private record Batch(
            long ownership, RecordBatch content, CompletableFuture<WriteOutcome> outcome) {}

    private final String name;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final Duration takeoverPause;
    private final LongSupplier nanoTime;
    private final TransactionCounter counter;
    private final BlockingQueue<Batch> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final ReentrantLock lock = new ReentrantLock();
    private final OwnedThread thread;
    private volatile @Nullable Producer<byte[], byte[]> producer;
    private long ownership;
    private @Nullable Long fencedAt;

    /** Told of every transaction's outcome. */
    interface TransactionCounter {
        void count(String outcome, int batches);
    }

    ShardWriter(
            String name,
            Supplier<Producer<byte[], byte[]>> producers,
            Duration takeoverPause,
            LongSupplier nanoTime,
            TransactionCounter counter) {
        this.name = name;
        this.producers = producers;
        this.takeoverPause = takeoverPause;
        this.nanoTime = nanoTime;
        this.counter = counter;
        this.thread = new OwnedThread("ingest-" + name, this::run);
    }

    void start() {
        thread.start();
    }

    /**
     * Makes this process the shard's writer, unless it is already.
     *
     * @return the number of this ownership
     * @throws NotOwnerException when another instance took the shard over a moment ago
     * @throws KafkaException when Kafka does not answer
     */
    long own() throws NotOwnerException, InterruptedException {
        lock.lockInterruptibly();
        try {
            if (producer != null) {
                return ownership;
            }
            if (fencedAt != null && nanoTime.getAsLong() - fencedAt < takeoverPause.toNanos()) {
                throw new NotOwnerException(
                        "another instance took over "
                                + name
                                + "; it is tried again after "
                                + takeoverPause.toSeconds()
                                + " s");
            }
            Producer<byte[], byte[]> created = producers.get();
            try {
                created.initTransactions();
            } catch (KafkaException e) {
                created.close(Duration.ZERO);
                throw e;
            }
            producer = created;
            fencedAt = null;
            ownership++;
            LOG.info("Writing {} as its only writer", name);
            return ownership;
        } finally {
            lock.unlock();
        }
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
        var batch = new Batch(ownedSince, content, new CompletableFuture<>());
        waiting.put(batch);
        try {
            return batch.outcome().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a shard's writer answers with outcomes only", e);
        }
    }

    private void run() throws InterruptedException {
        while (!Thread.currentThread().isInterrupted()) {
            var batches = new ArrayList<Batch>();
            long bytes = 0;
            Batch next = waiting.take();
            while (next != null) {
                batches.add(next);
                bytes += next.content().bytes();
                next = bytes < MAX_TRANSACTION_BYTES ? waiting.poll() : null;
            }
            write(batches);
        }
    }

    private void write(List<Batch> batches) {
        lock.lock();
        try {
            var current = new ArrayList<Batch>();
            for (Batch batch : batches) {
                if (batch.ownership() == ownership && producer != null) {
                    current.add(batch);
                } else {
                    batch.outcome()
                            .complete(new WriteOutcome.Lost("the shard's writer began anew"));
                }
            }
            transact(current);
        } catch (RuntimeException e) {
            LOG.error("Writing {} failed in a way that nobody foresaw; beginning anew", name, e);
            lose(batches, e.toString());
        } finally {
            lock.unlock();
        }
    }

    private void transact(List<Batch> batches) {
        Producer<byte[], byte[]> current = producer;
        if (batches.isEmpty()) {
            return;
        }
        if (current == null) { // lost while the batches before were retried one by one
            lose(batches, "the shard's writer began anew");
            return;
        }
        var errors = new SendErrors();
        try {
            current.beginTransaction();
            for (Batch batch : batches) {
                for (ProducerRecord<byte[], byte[]> record : batch.content().records()) {
                    var _ = current.send(record, errors);
                }
            }
            current.commitTransaction();
            counter.count("committed", batches.size());
            batches.forEach(batch -> batch.outcome().complete(new WriteOutcome.Committed()));
        } catch (KafkaException e) {
            recover(current, batches, errors.firstOr(e));
        }
    }

    private void recover(Producer<byte[], byte[]> current, List<Batch> batches, Throwable cause) {
        if (WriteFaults.isFenced(cause)) {
            fencedAt = nanoTime.getAsLong();
            LOG.warn("{} was taken over by another instance; its environments pause here", name);
            counter.count("fenced", batches.size());
            lose(batches, "another instance took over " + name);
            return;
        }
        if (!WriteFaults.isOfTheBatch(cause) || !abort(current)) {
            LOG.warn(
                    "A transaction of {} has an unknown outcome ({}); beginning anew",
                    name,
                    words(cause));
            counter.count("lost", batches.size());
            lose(batches, words(cause));
            return;
        }
        counter.count("aborted", batches.size());
        if (batches.size() > 1) {
            // One of them is to blame; the others must not suffer.
            batches.forEach(batch -> transact(List.of(batch)));
            return;
        }
        batches.getFirst()
                .outcome()
                .complete(
                        WriteFaults.isTooLarge(cause)
                                ? new WriteOutcome.TooLarge(words(cause))
                                : new WriteOutcome.Refused(words(cause)));
    }

    private static boolean abort(Producer<byte[], byte[]> current) {
        try {
            current.abortTransaction();
            return true;
        } catch (KafkaException e) {
            LOG.debug("Aborting failed", e);
            return false;
        }
    }

    private void lose(List<Batch> batches, String reason) {
        Producer<byte[], byte[]> gone = producer;
        producer = null;
        if (gone != null) {
            gone.close(Duration.ZERO);
        }
        // Those that were answered already stay answered.
        batches.forEach(batch -> batch.outcome().complete(new WriteOutcome.Lost(reason)));
    }

    private static String words(Throwable e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    /** Finishes the transaction that runs, and ends. */
    @Override
    public void close() {
        lock.lock(); // a transaction that runs is not interrupted
        try {
            thread.interrupt();
        } finally {
            lock.unlock();
        }
        thread.close();
        lock.lock();
        try {
            Producer<byte[], byte[]> last = producer;
            producer = null;
            if (last != null) {
                last.close(Duration.ofSeconds(1));
            }
            var rest = new ArrayList<Batch>();
            waiting.drainTo(rest);
            lose(rest, "ingest stops");
        } finally {
            lock.unlock();
        }
    }
}
