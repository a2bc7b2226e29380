package io.flaghoist.faults.relay;

import io.flaghoist.log.KafkaRecords;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.record.ConfigCodec;
import io.flaghoist.schemas.record.Decoded;
import io.flaghoist.schemas.record.LogRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * What a stranger learns who reads an environment's config topic before he writes to it.
 *
 * @param position of the last change that is not under the epoch of nobody
 * @param flags that there are
 */
record LogState(Position position, SortedSet<String> flags) {
    private static final Duration POLL = Duration.ofMillis(200);

    String anyFlag(Random dice) {
        return List.copyOf(flags).get(dice.nextInt(flags.size()));
    }

    static LogState read(Map<String, Object> client, String topic, EnvironmentId environment) {
        var settings = new HashMap<>(client);
        settings.put("isolation.level", "read_committed");
        var partition = new TopicPartition(topic, 0);
        var changes = new ArrayList<Change>();
        try (var consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (var polled : consumer.poll(POLL)) {
                    Change change = change(environment, polled);
                    if (change != null) {
                        changes.add(change);
                    }
                }
            }
        }
        return of(changes);
    }

    static LogState of(List<Change> changes) {
        var position = Position.START;
        var flags = new TreeSet<String>();
        for (Change change : changes) {
            if (isOfSomebody(change)) {
                position = later(position, change.position());
                note(flags, change);
            }
        }
        return new LogState(position, flags);
    }

    private static @Nullable Change change(
            EnvironmentId environment, ConsumerRecord<byte[], byte[]> polled) {
        LogRecord record = KafkaRecords.read(polled);
        return switch (ConfigCodec.decode(environment, record, polled.timestamp())) {
            case Decoded.Understood(var change) -> change;
            case Decoded.Unreadable _ -> null;
        };
    }

    /** Ingest outdoes a forged epoch, so its own may be greater than that by now. */
    private static boolean isOfSomebody(Change change) {
        return change.position().epoch() != ForeignRecord.EPOCH_OF_NOBODY;
    }

    private static Position later(Position one, Position other) {
        return other.isAfter(one) ? other : one;
    }

    private static void note(SortedSet<String> flags, Change change) {
        if (!(change.key() instanceof DocumentKey.OfFlag(var flag))) {
            return;
        }
        switch (change) {
            case Change.Saved _ -> flags.add(flag);
            case Change.Removed _ -> flags.remove(flag);
        }
    }
}
