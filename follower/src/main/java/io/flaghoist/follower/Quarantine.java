package io.flaghoist.follower;

import io.flaghoist.follower.FollowerView.Quarantined;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records that could not be read: counted, and logged and kept up to a limit. */
final class Quarantine {
    private static final Logger log = LoggerFactory.getLogger(Quarantine.class);
    private static final int MAX_REMEMBERED = 100;

    private final List<Quarantined> remembered = new CopyOnWriteArrayList<>();
    private final AtomicLong count = new AtomicLong();

    void add(String topic, int partition, long offset, String reason) {
        var quarantined = new Quarantined(topic, partition, offset, reason);
        if (remembered.contains(quarantined)) {
            return; // seen again in a rebuild
        }
        count.incrementAndGet();
        if (remembered.size() < MAX_REMEMBERED) {
            remembered.add(quarantined);
            log.warn(
                    "Skipped the record at {}-{} offset {}: {}. Still serving the previous value.",
                    topic,
                    partition,
                    offset,
                    reason);
        }
    }

    List<Quarantined> remembered() {
        return List.copyOf(remembered);
    }

    long count() {
        return count.get();
    }
}
