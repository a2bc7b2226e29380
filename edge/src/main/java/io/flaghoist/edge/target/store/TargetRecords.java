package io.flaghoist.edge.target.store;

import io.flaghoist.edge.metrics.TargetMeters;
import io.flaghoist.log.KafkaRecords;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.DecodedTarget;
import io.flaghoist.schemas.record.TargetCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes records of targets topics, notifies listeners, and keeps unreadable ones. For one thread,
 * except {@link #unreadable}.
 */
final class TargetRecords {
    private static final Logger log = LoggerFactory.getLogger(TargetRecords.class);

    /** Maximum number of logged unreadable records; all are counted. */
    private static final int NAMED = 20;

    private final List<AppliedTargets> listeners;
    private final TargetMeters meters;
    private final ConcurrentLinkedQueue<FollowedTargets.Unreadable> unreadable =
            new ConcurrentLinkedQueue<>();
    private final List<Runnable> pending = new ArrayList<>();
    private int named;

    TargetRecords(List<AppliedTargets> listeners, TargetMeters meters) {
        this.listeners = List.copyOf(listeners);
        this.meters = meters;
    }

    /** The updates from {@code records}, up to {@code progress}. */
    TargetBatch batch(
            EnvironmentId environment,
            List<ConsumerRecord<byte[], byte[]>> records,
            Checkpoint progress) {
        var updates = new ArrayList<TargetBatch.Update>(records.size());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            switch (TargetCodec.decode(environment, KafkaRecords.read(record))) {
                case DecodedTarget.Understood(var target) -> {
                    updates.add(
                            new TargetBatch.Update.Saved(
                                    target.identifier(), record.timestamp(), record.value()));
                    note(environment, target.identifier(), () -> Optional.of(target.contentHash()));
                }
                case DecodedTarget.Removed(var identifier) -> {
                    updates.add(new TargetBatch.Update.Removed(identifier));
                    note(environment, identifier, Optional::empty);
                }
                case DecodedTarget.Unreadable(var reason) -> skip(record, reason);
            }
        }
        return new TargetBatch(environment, updates, progress);
    }

    /** Hashing is expensive: only for listeners that need the target. */
    private void note(
            EnvironmentId environment, String identifier, Supplier<Optional<String>> contentHash) {
        for (AppliedTargets listener : listeners) {
            if (listener.cares(environment, identifier)) {
                Optional<String> hash = contentHash.get();
                pending.add(() -> listener.applied(environment, identifier, hash));
            }
        }
    }

    /** Notifies listeners of all batches since the last call, after they are stored. */
    void tell() {
        pending.forEach(Runnable::run);
        pending.clear();
    }

    /** Discards notifications of batches that were not written. */
    void forget() {
        pending.clear();
    }

    private void skip(ConsumerRecord<byte[], byte[]> record, String reason) {
        meters.unreadable();
        if (named < NAMED) {
            named++;
            unreadable.add(
                    new FollowedTargets.Unreadable(
                            record.topic(), record.partition(), record.offset(), reason));
            log.warn(
                    "Skipped a record of {} partition {} offset {}: {}. The previously stored target stays.",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    reason);
        }
    }

    /** The first unreadable records since the start. */
    List<FollowedTargets.Unreadable> unreadable() {
        return List.copyOf(unreadable);
    }
}
