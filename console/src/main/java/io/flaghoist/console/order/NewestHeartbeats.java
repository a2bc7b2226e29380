package io.flaghoist.console.order;

import io.flaghoist.history.log.KafkaErrors;
import io.flaghoist.history.log.LogConnection;
import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.log.KafkaRecords;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.DecodedHeartbeat;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.HeartbeatCodec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The newest heartbeat of every environment. Needs READ on the freshness topic. For one thread. */
public final class NewestHeartbeats implements AutoCloseable {
    /** How far back reading starts: owners write a heartbeat every five seconds. */
    private static final Duration BACK = Duration.ofMinutes(1);

    private static final Duration POLL = Duration.ofMillis(200);

    private final LogConnection connection;
    private final Clock clock;
    private final String topic;
    private final Consumer<byte[], byte[]> consumer;
    private final Map<EnvironmentId, Heartbeat> newest = new HashMap<>();

    private NewestHeartbeats(LogConnection connection, Clock clock) {
        this.connection = connection;
        this.clock = clock;
        this.topic = connection.topics().freshness().name();
        this.consumer = new KafkaConsumer<>(connection.consumer());
    }

    /** Reads recent heartbeats. */
    public static NewestHeartbeats open(LogConnection connection, Clock clock)
            throws LogUnavailableException {
        var heartbeats = new NewestHeartbeats(connection, clock);
        try {
            heartbeats.begin();
            return heartbeats;
        } catch (KafkaException e) {
            heartbeats.close();
            throw heartbeats.fault(e);
        }
    }

    private LogUnavailableException fault(KafkaException e) {
        return KafkaErrors.explain(connection, "Reading topic " + topic, e);
    }

    private void begin() {
        List<TopicPartition> partitions =
                consumer.partitionsFor(topic).stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList();
        if (partitions.isEmpty()) {
            throw new UnknownTopicOrPartitionException(topic);
        }
        consumer.assign(partitions);
        long from = clock.instant().minus(BACK).toEpochMilli();
        var asked = new HashMap<TopicPartition, Long>();
        partitions.forEach(partition -> asked.put(partition, from));
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        consumer.offsetsForTimes(asked)
                .forEach((partition, found) ->
                        consumer.seek(
                                partition,
                                found == null ? ends.getOrDefault(partition, 0L) : found.offset()));
        while (partitions.stream()
                .anyMatch(it -> consumer.position(it) < ends.getOrDefault(it, 0L))) {
            take();
        }
    }

    private void take() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            if (HeartbeatCodec.decode(KafkaRecords.read(record))
                    instanceof DecodedHeartbeat.Understood(var heartbeat)) {
                newest.merge(
                        heartbeat.environment(),
                        heartbeat,
                        (known, latest) -> latest.isAfter(known) ? latest : known);
            }
        }
    }

    /**
     * Continues reading.
     *
     * @return whether {@code isEnough} came true before {@code deadline}
     */
    public boolean await(BooleanSupplier isEnough, Instant deadline)
            throws LogUnavailableException {
        try {
            while (!isEnough.getAsBoolean()) {
                if (!clock.instant().isBefore(deadline)) {
                    return false;
                }
                take();
            }
            return true;
        } catch (KafkaException e) {
            throw fault(e);
        }
    }

    /** Every environment with a recent heartbeat. */
    public Map<EnvironmentId, Heartbeat> all() {
        return Map.copyOf(newest);
    }

    public Optional<Heartbeat> of(EnvironmentId environment) {
        return Optional.ofNullable(newest.get(environment));
    }

    @Override
    public void close() {
        consumer.close();
    }
}
