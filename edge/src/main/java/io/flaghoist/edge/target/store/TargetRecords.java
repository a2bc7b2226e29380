package io.flaghoist.edge.target.store;

import io.flaghoist.log.KafkaRecords;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.DecodedTarget;
import io.flaghoist.schemas.record.TargetCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decodes records of targets topics, and keeps unreadable ones. For one thread. */
final class TargetRecords {
    private static final Logger log = LoggerFactory.getLogger(TargetRecords.class);

    /** Maximum number of logged unreadable records; all are counted. */
    private static final int NAMED = 20;

    private final List<AppliedTargets> listeners;
    private final TargetMeters meters;
    private final List<FollowedTargets.Unreadable> unreadable = new ArrayList<>();

    TargetRecords(List<AppliedTargets> listeners, TargetMeters meters) {
        this.listeners = List.copyOf(listeners);
        this.meters = meters;
    }

    /**
     * The updates from {@code records}.
     *
     * @param notifications receives the calls of listeners, for when the updates are stored
     */
    List<TargetBatch.Update> updates(
            EnvironmentId environment,
            List<ConsumerRecord<byte[], byte[]>> records,
            List<Runnable> notifications) {
        var updates = new ArrayList<TargetBatch.Update>(records.size());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            switch (TargetCodec.decode(environment, KafkaRecords.read(record))) {
                case DecodedTarget.Understood(var target) -> {
                    String identifier = target.identifier();
                    updates.add(
                            new TargetBatch.Update.Saved(
                                    identifier, record.timestamp(), record.value()));
                    // Hashing is expensive: only for listeners that need the target.
                    caring(environment, identifier)
                            .forEach(listener -> {
                                var hash = Optional.of(target.contentHash());
                                notifications.add(
                                        () -> listener.applied(environment, identifier, hash));
                            });
                }
                case DecodedTarget.Removed(var identifier) -> {
                    updates.add(new TargetBatch.Update.Removed(identifier));
                    caring(environment, identifier)
                            .forEach(listener ->
                                    notifications.add(() ->
                                            listener.applied(
                                                    environment, identifier, Optional.empty())));
                }
                case DecodedTarget.Unreadable(var reason) -> skip(record, reason);
            }
        }
        return updates;
    }

    private Stream<AppliedTargets> caring(EnvironmentId environment, String identifier) {
        return listeners.stream().filter(listener -> listener.cares(environment, identifier));
    }

    private void skip(ConsumerRecord<byte[], byte[]> record, String reason) {
        meters.unreadable.inc();
        if (unreadable.size() < NAMED) {
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
