package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.environment.LogTail;
import io.flaghoist.ingest.reconcile.PlannedChange;
import io.flaghoist.log.KafkaRecords;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.ServedVersion;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentDelta;
import io.flaghoist.schemas.record.Cause;
import io.flaghoist.schemas.record.ConfigCodec;
import io.flaghoist.schemas.record.HistoryCodec;
import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.record.OrderCodec;
import io.flaghoist.schemas.record.OrderKey;
import io.flaghoist.schemas.shape.CanonicalShape;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Gives changes their revisions and turns them into records of both topics. */
final class ChangeEncoder {
    /**
     * Up to this size a document is repeated in its history. Two of the largest, before and after,
     * still fit into {@link io.flaghoist.schemas.topic.TopicSpec#MAX_MESSAGE_BYTES}.
     */
    private static final int MAX_INLINE_BYTES = CanonicalShape.MAX_BYTES;

    /** An order that removes more than this leaves the documents' hashes in the history. */
    private static final long MAX_INLINE_OF_ORDER = 4L << 20;

    private final TopicCatalogue catalogue;
    private final Clock clock;

    ChangeEncoder(TopicCatalogue catalogue, Clock clock) {
        this.catalogue = catalogue;
        this.clock = clock;
    }

    EncodedChunk encode(LogTail tail, List<PlannedChange> changes, Cause cause) {
        return encode(tail, changes, cause, MAX_INLINE_BYTES);
    }

    /**
     * The changes of an order, and the tombstone of the order itself.
     *
     * @param settled the order to be removed; empty for one that goes on standing
     */
    EncodedChunk encodeOrdered(
            LogTail tail, List<PlannedChange> changes, Cause cause, Optional<OrderKey> settled) {
        long bytes =
                changes.stream()
                        .flatMap(change -> change.before().stream())
                        .mapToLong(document -> document.body().size())
                        .sum();
        // All of it goes into one transaction. What it removes is in the history already.
        int maxInline = bytes > MAX_INLINE_OF_ORDER ? 0 : MAX_INLINE_BYTES;
        EncodedChunk chunk = encode(tail, changes, cause, maxInline);
        if (settled.isEmpty()) {
            return chunk;
        }
        var records = new ArrayList<>(chunk.batch().records());
        records.add(
                record(
                        catalogue.control().name(),
                        OrderCodec.encodeRemoved(settled.get()),
                        clock.instant()));
        return new EncodedChunk(
                new RecordBatch(records, chunk.batch().bytes()), chunk.own(), chunk.after());
    }

    private EncodedChunk encode(
            LogTail tail, List<PlannedChange> changes, Cause cause, int maxInline) {
        EnvironmentId environment = tail.image().environment();
        String configTopic = catalogue.config(environment).name();
        String historyTopic = catalogue.history(environment).name();
        Instant now = clock.instant();
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>(2 * changes.size());
        var delta = new EnvironmentDelta(tail.image());
        var own = new ArrayList<OwnRecord>(changes.size());
        long revision = tail.image().revision();
        String previousHash = tail.previousHash();
        long bytes = 0;
        for (PlannedChange decided : changes) {
            PlannedChange planned = served(decided, tail);
            var position = new Position(tail.epoch(), ++revision);
            HistoryRecord entry =
                    history(environment, position, planned, cause, now, previousHash, maxInline);
            Change change = change(planned, position, now.toEpochMilli());
            LogRecord history = HistoryCodec.encode(entry);
            delta.replay(change);
            LogRecord config =
                    ConfigCodec.encode(environment, entry.kind(), change, delta.digest());
            own.add(OwnRecord.of(change));
            records.add(record(configTopic, config, now));
            records.add(record(historyTopic, history, now));
            byte[] value = Objects.requireNonNull(history.value());
            previousHash = HistoryCodec.chainHash(value);
            bytes += value.length + (config.value() == null ? 0 : config.value().length);
        }
        var after =
                new LogTail(
                        delta.apply(), tail.epoch(), previousHash, tail.ownership(), tail.served());
        return new EncodedChunk(new RecordBatch(records, bytes), own, after);
    }

    /** SDKs drop what does not have a greater version than they hold. */
    private static PlannedChange served(PlannedChange decided, LogTail tail) {
        OptionalLong last =
                tail.served().greatest(decided.key(), tail.image().lastServed(decided.key()));
        // An image forgets removals in time.
        last.ifPresent(version -> tail.served().remember(decided.key(), version));
        return switch (decided) {
            case PlannedChange.Save(var before, var document) ->
                    new PlannedChange.Save(before, ServedVersion.of(document, last));
            case PlannedChange.Remove remove -> remove;
        };
    }

    private static HistoryRecord history(
            EnvironmentId environment,
            Position position,
            PlannedChange planned,
            Cause cause,
            Instant now,
            String previousHash,
            int maxInline) {
        long version =
                planned.after().or(planned::before).map(Document::upstreamVersion).orElse(0L);
        return new HistoryRecord(
                environment,
                position,
                planned.key(),
                version,
                cause,
                now,
                content(planned.before(), maxInline),
                content(planned.after(), maxInline),
                previousHash);
    }

    private static Optional<HistoryRecord.Content> content(
            Optional<Document> document, int maxInline) {
        return document.map(d -> HistoryRecord.Content.of(d, maxInline));
    }

    private static Change change(PlannedChange planned, Position position, long nowMillis) {
        return switch (planned) {
            case PlannedChange.Save(_, var document) ->
                    new Change.Saved(position, nowMillis, document);
            case PlannedChange.Remove remove ->
                    new Change.Removed(
                            position, nowMillis, remove.key(), remove.document().version());
        };
    }

    static ProducerRecord<byte[], byte[]> record(String topic, LogRecord record, Instant now) {
        return KafkaRecords.write(topic, 0, now.toEpochMilli(), record);
    }
}
