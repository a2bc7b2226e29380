package io.flaghoist.console.command;

import io.flaghoist.history.log.LogConnection;
import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.log.KafkaRecords;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.EnvironmentNames;
import io.flaghoist.schemas.record.DecodedHeartbeat;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.HeartbeatCodec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The newest heartbeat of every environment. Needs READ on the freshness topic. For one thread. */
final class NewestHeartbeats implements AutoCloseable {
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
        this.consumer = connection.clients().logReader("heartbeats");
    }

    /** Reads recent heartbeats. */
    static NewestHeartbeats open(LogConnection connection, Clock clock)
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
        return LogUnavailableException.of(connection, "Reading topic " + topic, e);
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

    /** Continues reading until {@code wanted} is there; empty when it is not in time. */
    <T> Optional<T> await(Supplier<Optional<T>> wanted, Duration timeout)
            throws LogUnavailableException {
        Instant deadline = clock.instant().plus(timeout);
        try {
            Optional<T> found = wanted.get();
            while (found.isEmpty() && clock.instant().isBefore(deadline)) {
                take();
                found = wanted.get();
            }
            return found;
        } catch (KafkaException e) {
            throw fault(e);
        }
    }

    /** Every environment with a recent heartbeat, by id. */
    List<Heartbeat> all() {
        return newest.values().stream()
                .sorted(Comparator.comparing(Heartbeat::environment))
                .toList();
    }

    Optional<Heartbeat> of(EnvironmentId environment) {
        return Optional.ofNullable(newest.get(environment));
    }

    /**
     * The environments that match {@code name}: the one with that id, else those with that
     * identifier, alone or after their project's ({@code checkout/prod}).
     */
    List<Heartbeat> called(String name) {
        return all().stream()
                .filter(it -> it.environment().value().equals(name))
                .findFirst()
                .map(List::of)
                .orElseGet(() -> all().stream().filter(it -> isCalled(it.names(), name)).toList());
    }

    private static boolean isCalled(Optional<EnvironmentNames> names, String name) {
        return names.filter(it ->
                        name.equals(it.environmentIdentifier())
                                || name.equals(
                                        it.projectIdentifier() + "/" + it.environmentIdentifier()))
                .isPresent();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
