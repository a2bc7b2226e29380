package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.environment.LogTail;
import io.flaghoist.ingest.kafka.KafkaDependencies;
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
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Gives changes their revisions and turns them into records of both topics. */
final class ChangeEncoder {
    /**
     * Changes that go into one transaction.
     *
     * @param batch records of config and history, in order
     * @param own how the records of config are known again
     * @param after the log's end once they are committed
     */
    record EncodedChunk(RecordBatch batch, List<OwnRecord> own, LogTail after) {}

    /**
     * Up to this size a document is repeated in its history. Two of the largest, before and after,
     * still fit into {@link io.flaghoist.schemas.topic.TopicSpec#MAX_MESSAGE_BYTES}.
     */
    private static final int MAX_INLINE_BYTES = CanonicalShape.MAX_BYTES;

    /** An order that removes more than this leaves the documents' hashes in the history. */
    private static final long MAX_INLINE_OF_ORDER = 4L << 20;

    private final TopicCatalogue catalogue;
    private final Clock clock;

    ChangeEncoder(KafkaDependencies kafka) {
        this.catalogue = kafka.catalogue();
        this.clock = kafka.clock();
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
        return new EncodedChunk(new RecordBatch(records), chunk.own(), chunk.after());
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
            previousHash = HistoryCodec.chainHash(Objects.requireNonNull(history.value()));
        }
        var after =
                new LogTail(
                        delta.apply(), tail.epoch(), previousHash, tail.ownership(), tail.served());
        return new EncodedChunk(new RecordBatch(records), own, after);
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

    /**
     * Cuts changes into transactions, in their order and within both limits, unless a single change
     * is larger than {@code maxBytes}.
     */
    static List<List<PlannedChange>> chunks(
            List<PlannedChange> changes, int maxChanges, long maxBytes) {
        var chunks = new ArrayList<List<PlannedChange>>();
        var chunk = new ArrayList<PlannedChange>();
        long bytes = 0;
        for (PlannedChange change : changes) {
            long size = size(change);
            if (!chunk.isEmpty() && (chunk.size() == maxChanges || bytes + size > maxBytes)) {
                chunks.add(List.copyOf(chunk));
                chunk.clear();
                bytes = 0;
            }
            chunk.add(change);
            bytes += size;
        }
        if (!chunk.isEmpty()) {
            chunks.add(List.copyOf(chunk));
        }
        return chunks;
    }

    private static long size(PlannedChange change) {
        return Stream.concat(change.before().stream(), change.after().stream())
                .mapToLong(document -> document.body().size())
                .sum();
    }
}
