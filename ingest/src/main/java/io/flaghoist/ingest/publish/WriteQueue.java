package io.flaghoist.ingest.publish;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What waits for the writer of a shard. Thread-safe. */
final class WriteQueue {
    /** One batch per environment at most waits here, so this bounds environments, not bursts. */
    private static final int MAX_WAITING = 4_096;

    private static final long MAX_TRANSACTION_BYTES = 16L << 20;

    /**
     * Records to be written, with a caller waiting.
     *
     * @param ownership under which they may be
     */
    record Batch(
            long ownership,
            RecordBatch content,
            Runnable onCommit,
            CompletableFuture<WriteOutcome> outcome) {
        /** Whether the caller has its outcome already. */
        boolean isOver() {
            return outcome.isDone();
        }

        /** Gives the caller an outcome, unless it has one already. */
        void end(WriteOutcome how) {
            outcome.complete(how);
        }
    }

    private final String name;
    private final Duration atMost;
    private final BlockingQueue<Batch> waiting = new ArrayBlockingQueue<>(MAX_WAITING);

    /**
     * @param atMost the longest wait for a place in the queue, and for an outcome
     */
    WriteQueue(String name, Duration atMost) {
        this.name = name;
        this.atMost = atMost;
    }

    /** Waits until the batch is written, or will not be. */
    WriteOutcome write(long ownership, RecordBatch content, Runnable onCommit)
            throws InterruptedException {
        var batch = new Batch(ownership, content, onCommit, new CompletableFuture<>());
        try {
            if (!waiting.offer(batch, atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                return new WriteOutcome.Lost("too much waits for the writer of " + name);
            }
            return batch.outcome().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            batch.end(new WriteOutcome.Lost("its environment is released"));
            throw e;
        } catch (TimeoutException e) {
            // Not written any more, unless it is being written: the next to own waits for that.
            batch.end(new WriteOutcome.Lost("the writer of " + name + " does not answer"));
            return batch.outcome().join();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a shard's writer answers with outcomes only", e);
        }
    }

    /** The next batches that fit into one transaction; waits at most this long for the first. */
    List<Batch> take(Duration wait) throws InterruptedException {
        var batches = new ArrayList<Batch>();
        long bytes = 0;
        Batch next = waiting.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
        while (next != null) {
            batches.add(next);
            bytes += next.content().bytes();
            next = bytes < MAX_TRANSACTION_BYTES ? waiting.poll() : null;
        }
        return batches;
    }

    /** All that waits. */
    List<Batch> rest() {
        var rest = new ArrayList<Batch>();
        waiting.drainTo(rest);
        return rest;
    }
}
