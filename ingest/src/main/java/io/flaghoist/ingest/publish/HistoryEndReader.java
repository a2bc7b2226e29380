package io.flaghoist.ingest.publish;

import io.flaghoist.log.CommittedReader;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.record.HistoryCodec;
import io.flaghoist.schemas.record.UnreadableHistoryException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads the last record of a history topic. */
final class HistoryEndReader {
    /** The last record, its transaction's marker, and a few aborted ones. */
    private static final long FIRST_STEP_BACK = 8;

    /**
     * Where a history ends.
     *
     * @param hash what the next record chains to
     */
    record HistoryEnd(Position position, String hash) {}

    private final CommittedReader reading;
    private final BiConsumer<ConsumerRecord<byte[], byte[]>, String> quarantine;

    HistoryEndReader(
            CommittedReader reading,
            BiConsumer<ConsumerRecord<byte[], byte[]>, String> quarantine) {
        this.reading = reading;
        this.quarantine = quarantine;
    }

    /** From the end backwards, since markers and aborted records take offsets too. */
    Optional<HistoryEnd> read(Consumer<byte[], byte[]> reader, TopicPartition history, long end)
            throws TimeoutException {
        long beginning = reader.beginningOffsets(List.of(history)).getOrDefault(history, 0L);
        long step = FIRST_STEP_BACK;
        long from = end;
        while (from > beginning) {
            from = Math.max(beginning, end - step);
            step *= 8;
            reader.seek(history, from);
            var last = new LastReadable();
            reading.read(reader, history, end, last);
            if (last.found != null) {
                return Optional.of(last.found);
            }
        }
        return Optional.empty();
    }

    private final class LastReadable implements CommittedReader.RecordSink {
        private @Nullable HistoryEnd found;

        @Override
        public void accept(ConsumerRecord<byte[], byte[]> record) {
            if (record.value() == null) {
                quarantine.accept(record, "a history record has no value");
                return;
            }
            try {
                Position position = HistoryCodec.decode(record.value()).position();
                if (found == null || position.isAfter(found.position())) {
                    found = new HistoryEnd(position, HistoryCodec.chainHash(record.value()));
                }
            } catch (UnreadableHistoryException e) {
                quarantine.accept(record, String.valueOf(e.getMessage()));
            }
        }
    }
}
