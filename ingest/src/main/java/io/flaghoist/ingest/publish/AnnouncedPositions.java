package io.flaghoist.ingest.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.flaghoist.ingest.kafka.KafkaDependencies;
import io.flaghoist.log.CommittedReader;
import io.flaghoist.log.KafkaRecords;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.record.HeartbeatCodec;
import io.flaghoist.schemas.record.IngestStatus;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * How far owners have announced that they were: the last heartbeats, and the status records, which
 * outlive them. Read once per shard and ownership, since nobody else announces anything there
 * meanwhile.
 */
final class AnnouncedPositions {
    /**
     * Heartbeats are read so far back, markers included: many rounds of all of a shard's
     * environments. What is older is on the status topic.
     */
    private static final long STEP_BACK = 8_192;

    private record OfShard(long ownership, Map<EnvironmentId, Position> furthest) {}

    private final KafkaDependencies kafka;
    private final CommittedReader reading;
    private final Map<Integer, OfShard> shards = new ConcurrentHashMap<>();

    AnnouncedPositions(KafkaDependencies kafka) {
        this.kafka = kafka;
        this.reading = kafka.reader();
    }

    /**
     * The furthest epoch and the furthest revision that were announced of an environment.
     *
     * @throws TimeoutException when Kafka does not answer
     */
    Optional<Position> of(EnvironmentId environment, int shards, long ownership)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<EnvironmentId, Position> furthest =
                ofShard(TopicCatalogue.shardOf(environment, shards), ownership);
        synchronized (furthest) {
            return Optional.ofNullable(furthest.get(environment));
        }
    }

    /** This owner has announced it now. */
    void announce(EnvironmentId environment, int shards, Position position) {
        OfShard known = this.shards.get(TopicCatalogue.shardOf(environment, shards));
        if (known != null) {
            add(known.furthest(), environment, position);
        }
    }

    private synchronized Map<EnvironmentId, Position> ofShard(int shard, long ownership)
            throws InterruptedException, ExecutionException, TimeoutException {
        OfShard known = shards.get(shard);
        if (known == null || known.ownership() != ownership) {
            known = new OfShard(ownership, read(shard));
            shards.put(shard, known);
        }
        return known.furthest();
    }

    private Map<EnvironmentId, Position> read(int shard)
            throws InterruptedException, ExecutionException, TimeoutException {
        var furthest = new HashMap<EnvironmentId, Position>();
        var heartbeats = new TopicPartition(kafka.catalogue().freshness().name(), shard);
        var statuses = new TopicPartition(kafka.catalogue().status().name(), 0);
        Map<TopicPartition, Long> ends = reading.ends(List.of(heartbeats, statuses));
        try (var reader = kafka.clients().logReader("announced-" + shard)) {
            long end = ends.getOrDefault(heartbeats, 0L);
            read(reader, heartbeats, end - STEP_BACK, end, record -> heartbeat(record, furthest));
            read(
                    reader,
                    statuses,
                    0,
                    ends.getOrDefault(statuses, 0L),
                    record -> status(record, furthest));
        }
        return furthest;
    }

    private void read(
            Consumer<byte[], byte[]> reader,
            TopicPartition partition,
            long from,
            long end,
            CommittedReader.RecordSink each)
            throws TimeoutException {
        reader.assign(List.of(partition));
        long beginning = reader.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
        reader.seek(partition, Math.max(beginning, from));
        reading.read(reader, partition, end, each);
    }

    private static void heartbeat(
            ConsumerRecord<byte[], byte[]> record, Map<EnvironmentId, Position> furthest) {
        byte[] key = record.key();
        if (key != null) {
            // Its headers say it too, and there are many.
            HeartbeatCodec.position(KafkaRecords.read(record))
                    .ifPresent(position ->
                            add(furthest, new String(key, StandardCharsets.UTF_8), position));
        }
    }

    private static void status(
            ConsumerRecord<byte[], byte[]> record, Map<EnvironmentId, Position> furthest) {
        if (record.key() == null || record.value() == null || !IngestStatus.isKey(record.key())) {
            return;
        }
        try {
            for (IngestStatus.OfEnvironment of :
                    IngestStatus.decode(record.value()).environments()) {
                if (of.epoch() > 0 && of.revision() >= 0) {
                    add(furthest, of.environment(), new Position(of.epoch(), of.revision()));
                }
            }
        } catch (JsonProcessingException e) {
            // Readers report it; the log itself holds the same position.
            return;
        }
    }

    private static void add(
            Map<EnvironmentId, Position> furthest, String environment, Position position) {
        if (EnvironmentId.isValid(environment)) {
            add(furthest, new EnvironmentId(environment), position);
        }
    }

    private static void add(
            Map<EnvironmentId, Position> furthest, EnvironmentId environment, Position position) {
        synchronized (furthest) {
            furthest.merge(environment, position, AnnouncedPositions::furthest);
        }
    }

    /** The later epoch and the later revision. */
    static Position furthest(Position a, Position b) {
        return new Position(Math.max(a.epoch(), b.epoch()), Math.max(a.revision(), b.revision()));
    }
}
