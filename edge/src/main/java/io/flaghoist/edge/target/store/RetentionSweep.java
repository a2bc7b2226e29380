package io.flaghoist.edge.target.store;

import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * Removes expired targets in small steps. Kafka removes them without a tombstone. For one thread.
 */
final class RetentionSweep {
    private final LongPredicate isExpired;
    private byte @Nullable [] next;

    /** The result of a step. */
    record Step(int removed, boolean endOfRound) {}

    /**
     * @param isExpired whether a target of that time, epoch milliseconds, has expired
     */
    RetentionSweep(LongPredicate isExpired) {
        this.isExpired = isExpired;
    }

    /** Checks at most {@code entries} targets. */
    Step step(OpenStore store, int entries) throws RocksDBException {
        int removed = 0;
        try (RocksIterator scan = store.scan();
                var removals = new WriteBatch()) {
            seek(scan);
            for (int i = 0; i < entries && scan.isValid(); i++, scan.next()) {
                if (isExpired.test(StoreLayout.timestamp(scan.value()))) {
                    store.deleteTarget(removals, scan.key());
                    removed++;
                }
            }
            scan.status();
            next = scan.isValid() ? scan.key() : null;
            if (removed > 0) {
                store.write(removals);
            }
        }
        return new Step(removed, next == null);
    }

    private void seek(RocksIterator scan) {
        byte[] from = next;
        if (from == null) {
            scan.seekToFirst();
        } else {
            scan.seek(from);
        }
    }
}
