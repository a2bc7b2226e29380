package io.flaghoist.ingest.publish;

import io.flaghoist.follower.CommittedReader;
import io.flaghoist.ingest.environment.LogTail;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.image.EnvironmentDelta;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.ConfigCodec;
import io.flaghoist.schemas.record.Decoded;
import io.flaghoist.schemas.record.HistoryCodec;
import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.schemas.record.UnreadableHistoryException;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the end of an environment's log: the config topic from its beginning into an image, the
 * last record of the history topic. To be called after the writer's id has fenced its predecessor,
 * so that no transaction is open any more.
 *
 * <p>Where the two disagree, nothing is guessed away, but writing goes on: the later revision
 * counts. A history that ends before the config topic was truncated or lost records: the chain
 * continues from what is left (or starts anew when nothing is), which an audit then reports. A
 * config topic that ends before the history was compacted behind a tombstone, or lost; the
 * difference to upstream is published again.
 */
final class LogTailReader {
    private static final Logger LOG = LoggerFactory.getLogger(LogTailReader.class);

    /** The last record, its transaction's marker, and a few aborted ones. */
    private static final long FIRST_STEP_BACK = 8;

    private record HistoryEnd(Position position, String hash) {}

    private final KafkaClients clients;
    private final CommittedReader reading;
    private final TopicCatalogue catalogue;
    private final Runnable onUnreadable;

    /**
     * @param onUnreadable counts records that cannot be read
     */
    LogTailReader(
            KafkaClients clients,
            CommittedReader reading,
            TopicCatalogue catalogue,
            Runnable onUnreadable) {
        this.clients = clients;
        this.reading = reading;
        this.catalogue = catalogue;
        this.onUnreadable = onUnreadable;
    }

    /**
     * Reads the end of the log.
     *
     * @throws TimeoutException when Kafka does not answer, or another writer's transaction is open
     */
    LogTail read(EnvironmentId environment, long ownership)
            throws InterruptedException, ExecutionException, TimeoutException {
        var config = new TopicPartition(catalogue.config(environment).name(), 0);
        var history = new TopicPartition(catalogue.history(environment).name(), 0);
        Map<TopicPartition, Long> ends = reading.ends(List.of(config, history));
        try (var reader = clients.logReader("tail-" + environment)) {
            reader.assign(List.of(config));
            EnvironmentImage image = image(environment, reader, config, end(ends, config));
            reader.assign(List.of(history));
            Optional<HistoryEnd> last = lastOfHistory(reader, history, end(ends, history));
            return tail(image, last, ownership);
        }
    }

    private static long end(Map<TopicPartition, Long> ends, TopicPartition partition) {
        return ends.getOrDefault(partition, 0L);
    }

    private EnvironmentImage image(
            EnvironmentId environment,
            Consumer<byte[], byte[]> reader,
            TopicPartition config,
            long end)
            throws TimeoutException {
        var delta = new EnvironmentDelta(EnvironmentImage.empty(environment));
        reader.seekToBeginning(List.of(config));
        reading.read(
                reader,
                config,
                end,
                record -> {
                    switch (ConfigCodec.decode(
                            environment, CommittedReader.frame(record), record.timestamp())) {
                        case Decoded.Understood(var change) -> delta.replay(change);
                        case Decoded.Unreadable(var reason) -> quarantine(record, reason);
                    }
                });
        return delta.apply();
    }

    private void quarantine(ConsumerRecord<byte[], byte[]> record, String reason) {
        onUnreadable.run();
        LOG.warn(
                "Skipped {}-{}@{}: {}. What upstream says is published over it.",
                record.topic(),
                record.partition(),
                record.offset(),
                reason);
    }

    /** From the end backwards, since markers and aborted records take offsets too. */
    private Optional<HistoryEnd> lastOfHistory(
            Consumer<byte[], byte[]> reader, TopicPartition history, long end)
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
                quarantine(record, "a history record has no value");
                return;
            }
            try {
                Position position = HistoryCodec.decode(record.value()).position();
                if (found == null || position.isAfter(found.position())) {
                    found = new HistoryEnd(position, HistoryCodec.chainHash(record.value()));
                }
            } catch (UnreadableHistoryException e) {
                quarantine(record, String.valueOf(e.getMessage()));
            }
        }
    }

    private static LogTail tail(
            EnvironmentImage image, Optional<HistoryEnd> history, long ownership) {
        Position config = image.position();
        Position last = history.map(HistoryEnd::position).orElse(Position.START);
        if (last.revision() < config.revision()) {
            LOG.warn(
                    "Environment {}: the history ends at {} and the config topic at {}. Records of the history are lost; its chain {}.",
                    image.environment(),
                    last,
                    config,
                    history.isPresent() ? "continues with a gap" : "starts anew");
        } else if (image.liveKeys() == 0 && last.revision() > 0) {
            LOG.warn(
                    "Environment {}: the history ends at {} and the config topic is empty. What upstream says is published again.",
                    image.environment(),
                    last);
        }
        long epoch = Math.max(config.epoch(), last.epoch()) + 1;
        return new LogTail(
                image.atPosition(last),
                epoch,
                history.map(HistoryEnd::hash).orElse(HistoryRecord.GENESIS),
                ownership);
    }
}
