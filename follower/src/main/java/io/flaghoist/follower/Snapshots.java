package io.flaghoist.follower;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.EnvironmentImage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which environments want a new snapshot and writes them on a thread of its own, one round
 * at a time, so that the disk never holds up a change. {@link #due} is confined to the follower's
 * thread.
 */
final class Snapshots {
    private static final Logger log = LoggerFactory.getLogger(Snapshots.class);

    private final SnapshotStore store;
    private final Duration refresh;
    private final Map<EnvironmentId, Snapshot> saved = new HashMap<>();
    private final Semaphore oneRound = new Semaphore(1);
    private volatile boolean diskRefuses;

    Snapshots(SnapshotStore store, Duration refresh) {
        this.store = store;
        this.refresh = refresh;
    }

    /** Starts a round in the background unless one is still running. */
    void saveInBackground(List<Snapshot> candidates) {
        List<Snapshot> due = due(candidates);
        if (!due.isEmpty() && oneRound.tryAcquire()) {
            due.forEach(this::remember);
            Thread.ofVirtual()
                    .name("snapshots")
                    .start(() -> {
                        try {
                            due.forEach(this::save);
                        } finally {
                            oneRound.release();
                        }
                    });
        }
    }

    /** Writes what is due before it returns. */
    void saveNow(List<Snapshot> candidates) {
        oneRound.acquireUninterruptibly();
        try {
            due(candidates).forEach(this::save);
        } finally {
            oneRound.release();
        }
    }

    private List<Snapshot> due(List<Snapshot> candidates) {
        var due = new ArrayList<Snapshot>();
        for (Snapshot candidate : candidates) {
            EnvironmentImage image = candidate.image();
            Snapshot last = saved.get(image.environment());
            if (last == null
                    || last.offset() != candidate.offset()
                    || !last.origin().equals(candidate.origin())
                    || isOld(last.asOf(), candidate.asOf())
                    || diskRefuses) {
                due.add(candidate);
            }
        }
        return due;
    }

    private boolean isOld(Instant last, Instant now) {
        return Duration.between(last, now).compareTo(refresh) > 0;
    }

    private void remember(Snapshot snapshot) {
        saved.put(snapshot.image().environment(), snapshot);
    }

    private void save(Snapshot snapshot) {
        try {
            store.save(snapshot);
            if (diskRefuses) {
                diskRefuses = false;
                log.info("Snapshots can be written again.");
            }
        } catch (IOException e) {
            if (!diskRefuses) {
                diskRefuses = true;
                log.warn(
                        "Cannot write the snapshot of environment {}: {}. Still following and serving from memory; trying"
                                + " again every round. Check the disk's space and the directory's rights.",
                        snapshot.image().environment(),
                        e.toString());
            }
        }
    }
}
