package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.environment.LogTail;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.image.EnvironmentDelta;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.ConfigCodec;
import io.flaghoist.schemas.record.Decoded;
import io.flaghoist.schemas.record.HistoryCodec;
import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.record.UnreadableHistoryException;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
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
    private static final Duration POLL = Duration.ofMillis(200);

    /** The last record, its transaction's marker, and a few aborted ones. */
    private static final long FIRST_STEP_BACK = 8;

    private interface RecordSink {
        void accept(ConsumerRecord<byte[], byte[]> record);
    }

    private record HistoryEnd(Position position, String hash) {}

    private final KafkaClients clients;
    private final Admin admin;
    private final TopicCatalogue catalogue;
    private final Duration answerTimeout;
    private final Runnable onUnreadable;

    /**
     * @param onUnreadable counts records that cannot be read
     */
    LogTailReader(
            KafkaClients clients,
            Admin admin,
            TopicCatalogue catalogue,
            Duration answerTimeout,
            Runnable onUnreadable) {
        this.clients = clients;
        this.admin = admin;
        this.catalogue = catalogue;
        this.answerTimeout = answerTimeout;
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
        Map<TopicPartition, Long> ends = ends(List.of(config, history));
        try (var reader = clients.logReader("tail-" + environment)) {
            reader.assign(List.of(config));
            EnvironmentImage image = image(environment, reader, config, end(ends, config));
            reader.assign(List.of(history));
            Optional<HistoryEnd> last = lastOfHistory(reader, history, end(ends, history));
            return tail(image, last, ownership);
        }
    }

    private Map<TopicPartition, Long> ends(List<TopicPartition> partitions)
            throws InterruptedException, ExecutionException, TimeoutException {
        var latest = new HashMap<TopicPartition, OffsetSpec>();
        partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        // The very end, not that of what is committed: an open transaction must be waited for.
        var options = new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED);
        var ends = new HashMap<TopicPartition, Long>();
        admin.listOffsets(latest, options)
                .all()
                .get(answerTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .forEach((partition, info) -> ends.put(partition, info.offset()));
        return ends;
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
        readTo(
                reader,
                config,
                end,
                record -> {
                    switch (ConfigCodec.decode(environment, frame(record), record.timestamp())) {
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
            readTo(reader, history, end, last);
            if (last.found != null) {
                return Optional.of(last.found);
            }
        }
        return Optional.empty();
    }

    private final class LastReadable implements RecordSink {
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

    private void readTo(
            Consumer<byte[], byte[]> reader, TopicPartition partition, long end, RecordSink each)
            throws TimeoutException {
        long position = reader.position(partition);
        long progressAt = System.nanoTime();
        while (position < end) {
            reader.poll(POLL).records(partition).forEach(each::accept);
            long now = System.nanoTime();
            if (reader.position(partition) > position) {
                position = reader.position(partition);
                progressAt = now;
            } else if (now - progressAt > answerTimeout.toNanos()) {
                throw new EndNotReachedException(
                        "%s stays at offset %d before its end %d: Kafka does not answer, or another writer's transaction is open"
                                .formatted(partition, position, end));
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

    private static LogRecord frame(ConsumerRecord<byte[], byte[]> record) {
        var headers = new HashMap<String, byte[]>();
        for (Header header : record.headers()) {
            if (header.value() != null) {
                headers.put(header.key(), header.value());
            }
        }
        return new LogRecord(record.key(), record.value(), headers);
    }

    /** Kafka answers nothing more although there is more: it is ill, or a transaction is open. */
    static final class EndNotReachedException extends TimeoutException {
        private static final long serialVersionUID = 1L;

        EndNotReachedException(String message) {
            super(message);
        }
    }
}
