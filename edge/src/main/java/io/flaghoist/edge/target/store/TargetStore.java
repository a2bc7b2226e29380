package io.flaghoist.edge.target.store;

import io.flaghoist.schemas.EnvironmentId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The targets of all environments on disk, more than fit on a heap. A copy of topics that can be
 * deleted at any time; a damaged one is. {@link #get} is for any thread, the rest for one thread at
 * a time.
 */
final class TargetStore implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TargetStore.class);

    /** Reading resumes when the store is below this share of its limit. */
    private static final double ROOM = 0.9;

    private final Path directory;
    private final Duration retention;
    private final long maxBytes;
    private final TargetMeters meters;
    private final InstantSource clock;

    /** Shared by readers; exclusive for open, close and delete. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private @Nullable OpenStore open; // guarded by lock
    private volatile boolean damaged;
    private volatile boolean full;
    private volatile long bytes;
    private final StoreOpener opener; // guarded by lock
    private final RetentionSweep sweep;

    /**
     * Nothing is opened before {@link #open}.
     *
     * @param retention maximum age of a target
     * @param maxBytes maximum size on disk; nothing is written beyond it
     */
    public TargetStore(
            Path directory,
            Duration retention,
            long maxBytes,
            TargetMeters meters,
            InstantSource clock) {
        this.directory = directory;
        this.retention = retention;
        this.maxBytes = maxBytes;
        this.meters = meters;
        this.clock = clock;
        this.opener = new StoreOpener(directory, meters, OpenStore::at);
        this.sweep = new RetentionSweep(this::isExpired);
    }

    /**
     * Opens the existing store, or deletes a damaged one. After an I/O error nothing can be read or
     * written until a later call succeeds.
     *
     * @return whether the store is open now
     */
    boolean open() {
        lock.writeLock().lock();
        try {
            if (open == null) {
                open = opener.open();
                if (open != null) {
                    damaged = false;
                    measure();
                }
            }
            return open != null;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** The target as JSON, as in its topic; empty if not stored or expired. Never throws. */
    Optional<byte[]> get(EnvironmentId environment, String identifier) {
        lock.readLock().lock();
        try {
            OpenStore store = open;
            byte[] value =
                    store == null ? null : store.target(StoreLayout.key(environment, identifier));
            return value == null || isExpired(value)
                    ? Optional.empty()
                    : Optional.of(StoreLayout.json(value));
        } catch (RocksDBException e) {
            var _ = failed(e);
            return Optional.empty();
        } finally {
            lock.readLock().unlock();
        }
    }

    private boolean isExpired(byte[] value) {
        return isExpired(StoreLayout.timestamp(value));
    }

    private boolean isExpired(long timestamp) {
        return timestamp < clock.millis() - retention.toMillis();
    }

    /** The checkpoint of the environment's topic; empty if none. */
    Optional<Checkpoint> progress(EnvironmentId environment) throws StoreFailedException {
        try {
            byte[] bytes = required().progress(StoreLayout.progressKey(environment));
            return bytes == null ? Optional.empty() : Checkpoint.decode(bytes);
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    /** Writes {@code batches} atomically. */
    void apply(List<TargetBatch> batches) throws StoreFailedException {
        OpenStore store = required();
        int records = 0;
        try (var writes = new WriteBatch()) {
            for (TargetBatch batch : batches) {
                for (TargetBatch.Update update : batch.updates()) {
                    apply(store, writes, batch.environment(), update);
                }
                store.putProgress(
                        writes,
                        StoreLayout.progressKey(batch.environment()),
                        batch.progress().encode());
                records += batch.updates().size();
            }
            store.write(writes);
        } catch (RocksDBException e) {
            throw failed(e);
        }
        meters.applied.inc(records);
        measure();
    }

    private void apply(
            OpenStore store,
            WriteBatch writes,
            EnvironmentId environment,
            TargetBatch.Update update)
            throws RocksDBException {
        byte[] key = StoreLayout.key(environment, update.identifier());
        switch (update) {
            case TargetBatch.Update.Saved(_, var timestamp, var json) -> {
                if (isExpired(timestamp)) {
                    store.deleteTarget(writes, key);
                } else {
                    store.putTarget(writes, key, StoreLayout.value(timestamp, json));
                }
            }
            case TargetBatch.Update.Removed _ -> store.deleteTarget(writes, key);
        }
    }

    /** Deletes the environment's targets, which are then read from {@code beginning}. */
    void startOver(EnvironmentId environment, Checkpoint beginning, String reason)
            throws StoreFailedException {
        OpenStore store = required();
        try (var writes = new WriteBatch()) {
            store.deleteTargets(
                    writes, StoreLayout.begin(environment), StoreLayout.end(environment));
            store.putProgress(writes, StoreLayout.progressKey(environment), beginning.encode());
            store.write(writes);
        } catch (RocksDBException e) {
            throw failed(e);
        }
        meters.rebuilt(reason);
    }

    /**
     * Checks the next {@code entries} targets and removes expired ones, continuing where the last
     * call ended.
     *
     * @return whether a round through all targets has ended
     */
    boolean sweep(int entries) throws StoreFailedException {
        try {
            RetentionSweep.Step step = sweep.step(required(), entries);
            meters.expired.inc(step.removed());
            measure();
            return step.endOfRound();
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    /**
     * Closes and opens again after a failure, so that the store recovers to the last write; deletes
     * it if it is damaged.
     */
    boolean reopen() {
        lock.writeLock().lock();
        try {
            boolean wasDamaged = damaged;
            close();
            if (wasDamaged && opener.throwAway("a block does not match its checksum")) {
                damaged = false;
            }
            return !damaged && open();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** The store is damaged: {@link #reopen} is due. */
    void reportDamage() {
        damaged = true;
    }

    /** Whether a reader found damage, so that {@link #reopen} is due. */
    boolean isDamaged() {
        return damaged;
    }

    /** Whether the limit is reached, so that nothing must be written. */
    public boolean isFull() {
        return full;
    }

    /** Size on disk, as last measured. */
    public long bytes() {
        return bytes;
    }

    public long maxBytes() {
        return maxBytes;
    }

    /** Whether stored targets can be read. */
    public boolean isOpen() {
        lock.readLock().lock();
        try {
            return open != null;
        } finally {
            lock.readLock().unlock();
        }
    }

    private void measure() {
        bytes = StoreFiles.size(directory);
        boolean now = bytes >= (full ? (long) (maxBytes * ROOM) : maxBytes);
        if (now && !full) {
            meters.full.inc();
            log.warn(
                    "The target store in {} has {} bytes (targets.maxStore). Nothing is written until old targets have expired;"
                            + " stored targets are still served. Increase targets.maxStore, or shorten targets.retention.",
                    directory,
                    bytes);
        }
        full = now;
    }

    private OpenStore required() throws StoreFailedException {
        OpenStore store = open;
        if (store == null) {
            throw new StoreFailedException(new IOException("the store is not open"));
        }
        return store;
    }

    private StoreFailedException failed(RocksDBException e) {
        meters.failures.inc();
        if (StoreOpener.isDamage(e)) {
            reportDamage();
        }
        return new StoreFailedException(e);
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            OpenStore store = open;
            open = null;
            if (store != null) {
                store.close();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
