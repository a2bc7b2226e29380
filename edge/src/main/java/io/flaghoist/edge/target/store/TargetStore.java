package io.flaghoist.edge.target.store;

import io.flaghoist.edge.metrics.TargetMeters;
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
 * The targets of all environments, on disk: what a heap could not hold. It is a copy of topics and
 * can be thrown away at any time; one that is damaged is. {@link #get} is for any thread, the rest
 * for one thread at a time.
 */
public final class TargetStore implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TargetStore.class);

    /** Reading goes on when the store is below this share of its limit. */
    private static final double ROOM = 0.9;

    private final Path directory;
    private final Duration retention;
    private final long maxBytes;
    private final TargetMeters meters;
    private final InstantSource clock;

    /** Readers share it; whoever opens, closes or throws away has it alone. */
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
     * @param retention how old a target may be
     * @param maxBytes on disk; beyond it nothing more is to be written
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
     * Opens what the disk has; throws it away when it is damaged. Where the disk refuses, nothing
     * is known and nothing can be written until a later call succeeds.
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

    /**
     * The target as JSON, as its topic holds it; empty when nothing is stored or it is too old.
     * Never throws.
     */
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

    /** How far the environment's topic was written; empty when nothing of it was. */
    Optional<Checkpoint> progress(EnvironmentId environment) throws StoreFailedException {
        try {
            byte[] bytes = required().progress(StoreLayout.progressKey(environment));
            return bytes == null ? Optional.empty() : Checkpoint.decode(bytes);
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    /** Writes all of {@code batches}, or nothing of them. */
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
        meters.applied(records);
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

    /** Forgets all of the environment, which is then read from {@code beginning}. */
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
     * Looks at the next {@code entries} targets and removes those that are too old, going on where
     * the last call ended.
     *
     * @return whether that was the end of a round through all targets
     */
    boolean sweep(int entries) throws StoreFailedException {
        try {
            RetentionSweep.Step step = sweep.step(required(), entries);
            meters.expired(step.removed());
            measure();
            return step.endOfRound();
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    /**
     * Closes and opens again after a failure, so that the store recovers to what was last written;
     * throws it away when it turns out damaged.
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

    /** The store cannot be trusted any more: {@link #reopen} is due. */
    void reportDamage() {
        damaged = true;
    }

    /** Whether a reader met damage, so that {@link #reopen} is due. */
    boolean isDamaged() {
        return damaged;
    }

    /** Whether the limit is reached: nothing more is to be written until it is not. */
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
            meters.full();
            log.warn(
                    "The targets in {} take {} bytes (targets.maxStore). No more are written until old ones have gone;"
                            + " those that are there are served. Allow more, or shorten targets.retention.",
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
        meters.failed();
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
