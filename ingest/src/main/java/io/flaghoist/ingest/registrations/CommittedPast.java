package io.flaghoist.ingest.registrations;

import io.flaghoist.log.CommittedReader;
import io.flaghoist.log.KafkaRecords;
import io.flaghoist.log.client.KafkaClients;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.DecodedRegistration;
import io.flaghoist.schemas.record.RegistrationCodec;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what was registered before this process began: the records that its group has
 * committed, as far back as the memory for them reaches.
 */
final class CommittedPast {
    private final KafkaClients clients;
    private final CommittedReader reading;
    private final KnownContents known;

    CommittedPast(KafkaClients clients, CommittedReader reading, KnownContents known) {
        this.clients = clients;
        this.reading = reading;
        this.known = known;
    }

    /**
     * Reads what was committed of these partitions; blocks.
     *
     * @throws KafkaException when Kafka does not answer
     */
    void remember(EnvironmentId environment, Map<TopicPartition, OffsetAndMetadata> committed) {
        if (committed.isEmpty()) {
            return;
        }
        int perPartition = Math.max(1, known.limit() / committed.size());
        try (var reader = clients.logReader("registrations-past-" + environment)) {
            Map<TopicPartition, Long> beginnings = reader.beginningOffsets(committed.keySet());
            for (TopicPartition partition : committed.keySet()) {
                @Nullable OffsetAndMetadata end = committed.get(partition);
                if (end != null) { // null where the group has committed nothing yet
                    long beginning = beginnings.getOrDefault(partition, 0L);
                    long from = Math.max(beginning, end.offset() - perPartition);
                    remember(environment, reader, partition, from, end.offset());
                }
            }
        }
    }

    private void remember(
            EnvironmentId environment,
            Consumer<byte[], byte[]> reader,
            TopicPartition partition,
            long from,
            long end) {
        reader.assign(List.of(partition));
        reader.seek(partition, from);
        try {
            reading.read(
                    reader,
                    partition,
                    end,
                    record -> {
                        if (record.offset() < end
                                && Keys.isOf(environment, record.key())
                                && RegistrationCodec.decode(KafkaRecords.read(record))
                                        instanceof
                                        DecodedRegistration.Understood(var registration)) {
                            known.add(registration);
                        }
                    });
        } catch (CommittedReader.EndNotReachedException e) {
            throw new KafkaException("What was registered before cannot be read", e);
        }
    }
}
