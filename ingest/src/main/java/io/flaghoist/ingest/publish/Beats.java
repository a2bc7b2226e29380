package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.environment.Pulse;
import io.flaghoist.log.KafkaRecords;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.HeartbeatCodec;
import io.flaghoist.schemas.record.LogRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The heartbeats of a shard's environments, on the shard's partition of the freshness topic. */
final class Beats {
    private record Beat(Pulse pulse, Heartbeat heartbeat) {}

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

    static final Round NOTHING = new Round(new RecordBatch(List.of(), 0), () -> {});

    private final String topic;
    private final int partition;
    private final Set<Pulse> pulses = ConcurrentHashMap.newKeySet();

    Beats(String topic, int partition) {
        this.topic = topic;
        this.partition = partition;
    }

    void add(Pulse pulse) {
        pulses.add(pulse);
    }

    void remove(Pulse pulse) {
        pulses.remove(pulse);
    }

    boolean isEmpty() {
        return pulses.isEmpty();
    }

    /** The ownership ended: whoever has an environment of it must know. */
    void lost(long ownership, String reason, Instant since) {
        pulses.forEach(pulse -> pulse.lost(ownership, reason, since));
    }

    /** What is to be said now of all environments that belong to this ownership. */
    Round next(long ownership) {
        var beats = new ArrayList<Beat>();
        for (Pulse pulse : pulses) {
            pulse.next(ownership).ifPresent(heartbeat -> beats.add(new Beat(pulse, heartbeat)));
        }
        return round(beats);
    }

    /** One heartbeat that waits for nobody. */
    Round of(Pulse pulse, Heartbeat heartbeat) {
        return round(List.of(new Beat(pulse, heartbeat)));
    }

    private Round round(List<Beat> beats) {
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>(beats.size());
        long bytes = 0;
        for (Beat beat : beats) {
            LogRecord record = HeartbeatCodec.encode(beat.heartbeat());
            records.add(
                    KafkaRecords.write(
                            topic, partition, beat.heartbeat().at().toEpochMilli(), record));
            byte[] value = record.value();
            bytes += value == null ? 0 : value.length;
        }
        return new Round(
                new RecordBatch(records, bytes),
                () -> beats.forEach(beat -> beat.pulse().committed(beat.heartbeat())));
    }
}
