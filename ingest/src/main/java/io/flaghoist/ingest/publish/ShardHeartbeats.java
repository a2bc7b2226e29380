package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.environment.EnvironmentOwner;
import io.flaghoist.log.KafkaRecords;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.HeartbeatCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The heartbeats of a shard's environments, on the shard's partition of the freshness topic. */
final class ShardHeartbeats {
    private record Beat(EnvironmentOwner owner, Heartbeat heartbeat) {}

    /**
     * Heartbeats that go into one transaction.
     *
     * @param onCommit to be run once they are committed
     */
    record Round(RecordBatch batch, Runnable onCommit) {
        boolean isEmpty() {
            return batch.records().isEmpty();
        }
    }

    static final Round NOTHING = new Round(new RecordBatch(List.of()), () -> {});

    private final String topic;
    private final int partition;
    private final Set<EnvironmentOwner> owners = ConcurrentHashMap.newKeySet();

    ShardHeartbeats(String topic, int partition) {
        this.topic = topic;
        this.partition = partition;
    }

    void add(EnvironmentOwner owner) {
        owners.add(owner);
    }

    void remove(EnvironmentOwner owner) {
        owners.remove(owner);
    }

    boolean isEmpty() {
        return owners.isEmpty();
    }

    /** The ownership ended; the owners of its environments are notified. */
    void lost(long ownership, String reason, Instant since) {
        owners.forEach(owner -> owner.lost(ownership, reason, since));
    }

    /** The heartbeats of all environments that belong to this ownership, as of now. */
    Round next(long ownership) {
        var heartbeats = new ArrayList<Beat>();
        for (EnvironmentOwner owner : owners) {
            owner.next(ownership)
                    .ifPresent(heartbeat -> heartbeats.add(new Beat(owner, heartbeat)));
        }
        return round(heartbeats);
    }

    /** One heartbeat alone. */
    Round of(EnvironmentOwner owner, Heartbeat heartbeat) {
        return round(List.of(new Beat(owner, heartbeat)));
    }

    private Round round(List<Beat> heartbeats) {
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>(heartbeats.size());
        for (Beat beat : heartbeats) {
            records.add(
                    KafkaRecords.write(
                            topic,
                            partition,
                            beat.heartbeat().at().toEpochMilli(),
                            HeartbeatCodec.encode(beat.heartbeat())));
        }
        return new Round(
                new RecordBatch(records),
                () -> heartbeats.forEach(beat -> beat.owner().committed(beat.heartbeat())));
    }
}
