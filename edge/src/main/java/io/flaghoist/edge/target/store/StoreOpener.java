package io.flaghoist.edge.target.store;

import io.flaghoist.edge.metrics.TargetMeters;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the store of a folder, and throws away one that is damaged. For one thread at a time. */
final class StoreOpener {
    private static final Logger log = LoggerFactory.getLogger(StoreOpener.class);

    private final Path directory;
    private final TargetMeters meters;
    private boolean refused;

    StoreOpener(Path directory, TargetMeters meters) {
        this.directory = directory;
        this.meters = meters;
    }

    /** What the disk has, or an empty store in place of a damaged one; null where it refuses. */
    @Nullable OpenStore open() {
        try {
            return opened();
        } catch (RocksDBException e) {
            if (!isDamage(e)) {
                return refused(e);
            }
            return throwAway(StoreFailedException.words(e)) ? openEmpty() : null;
        } catch (IOException e) {
            return refused(e);
        }
    }

    private @Nullable OpenStore openEmpty() {
        try {
            return opened();
        } catch (IOException | RocksDBException e) {
            return refused(e);
        }
    }

    private OpenStore opened() throws IOException, RocksDBException {
        StoreFiles.create(directory);
        OpenStore store = OpenStore.at(directory);
        refused = false;
        return store;
    }

    /** Deletes the store, which must not be open; returns whether that worked. */
    boolean throwAway(String damage) {
        log.warn(
                "The targets in {} are damaged: {}. They are thrown away and read again from Kafka; until then they"
                        + " are unknown here.",
                directory,
                damage);
        try {
            StoreFiles.delete(directory);
            meters.rebuilt("damaged");
            return true;
        } catch (IOException e) {
            var _ = refused(e);
            return false;
        }
    }

    private @Nullable OpenStore refused(Exception e) {
        meters.failed();
        if (!refused) {
            refused = true;
            log.warn(
                    "No store of targets in {}: {}. Stored targets are unknown here; trying again. Check that"
                            + " dataDirectory can be written, has room, and belongs to this edge alone.",
                    directory,
                    StoreFailedException.words(e));
        }
        return null;
    }

    /**
     * Whether the store itself is at fault: missing and cut files too. One that another process
     * holds, and a disk that is full or read-only, are other people's business.
     */
    static boolean isDamage(RocksDBException e) {
        Status status = e.getStatus();
        return status == null
                || switch (status.getCode()) {
                    case Corruption, InvalidArgument, NotFound, NotSupported, Undefined -> true;
                    case IOError -> String.valueOf(e.getMessage()).contains("No such file");
                    default -> false;
                };
    }
}
