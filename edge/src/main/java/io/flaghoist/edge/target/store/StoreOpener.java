package io.flaghoist.edge.target.store;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the store in a directory, and deletes a damaged one. For one thread at a time. */
final class StoreOpener {
    private static final Logger log = LoggerFactory.getLogger(StoreOpener.class);

    private final Path directory;
    private final TargetMeters meters;
    private final Opening opening;
    private boolean refused;
    private boolean impossible;

    /** Opens a store. */
    interface Opening {
        OpenStore at(Path directory) throws RocksDBException;
    }

    StoreOpener(Path directory, TargetMeters meters, Opening opening) {
        this.directory = directory;
        this.meters = meters;
        this.opening = opening;
    }

    /** The existing store, or an empty one in place of a damaged one; null on an I/O error. */
    @Nullable OpenStore open() {
        if (impossible) {
            return null;
        }
        try {
            return opened();
        } catch (LinkageError e) {
            // RocksDB would wait forever for its library on another attempt.
            impossible = true;
            return refused(e);
        } catch (RocksDBException e) {
            if (!isDamage(e)) {
                return refused(e);
            }
            return throwAway(StoreFailedException.words(e)) ? openEmpty() : null;
        } catch (IOException | RuntimeException e) {
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
        OpenStore store = opening.at(directory);
        refused = false;
        return store;
    }

    /** Deletes the store, which must not be open; returns whether it succeeded. */
    boolean throwAway(String damage) {
        log.warn(
                "The target store in {} is damaged: {}. It is deleted and read again from Kafka; until then its targets"
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

    private @Nullable OpenStore refused(Throwable e) {
        meters.failures.inc();
        if (!refused) {
            refused = true;
            log.warn(
                    "Cannot open the target store in {}: {}. Stored targets are unknown here; retrying. Check that"
                            + " dataDirectory can be written, has room, and belongs to this edge alone, and that the folder for"
                            + " temporary files is one from which libraries may be loaded.",
                    directory,
                    StoreFailedException.words(e));
        }
        return null;
    }

    /**
     * Whether the store itself is damaged, including missing and truncated files. A lock of another
     * process, or a full or read-only disk, is not damage.
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
