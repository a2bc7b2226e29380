package io.flaghoist.history.sample;

import io.flaghoist.history.log.RecordOffset;
import io.flaghoist.history.log.RecordSource;
import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.EnvironmentDocument;
import io.flaghoist.schemas.document.EnvironmentNames;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentDelta;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.image.LiveDigest;
import io.flaghoist.schemas.record.Cause;
import io.flaghoist.schemas.record.ConfigCodec;
import io.flaghoist.schemas.record.Decoded;
import io.flaghoist.schemas.record.HistoryCodec;
import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.schemas.record.HistoryRecord.Content;
import io.flaghoist.schemas.record.IngestStatus;
import io.flaghoist.schemas.record.LogRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The two topics of an environment in memory, written as ingest does. Not thread-safe. */
public final class SampleLog {
    private static final long FIRST_TIME = Instant.parse("2026-11-21T10:15:30Z").toEpochMilli();
    private static final int INLINE = 1 << 20;

    private final EnvironmentId environment;
    private final Map<DocumentKey, Document> live = new HashMap<>();
    private final List<StoredRecord> history = new ArrayList<>();
    private final List<StoredRecord> config = new ArrayList<>();
    private long epoch = 1;
    private long revision;
    private String previousHash = HistoryRecord.GENESIS;

    public SampleLog(EnvironmentId environment) {
        this.environment = environment;
    }

    public EnvironmentId environment() {
        return environment;
    }

    /** The next changes are another writer's. */
    public SampleLog newWriter() {
        epoch++;
        return this;
    }

    public SampleLog save(Document document) {
        return change(document.key(), Optional.of(document));
    }

    public SampleLog remove(DocumentKey key) {
        return change(key, Optional.empty());
    }

    /** The environment's own record, without which an edge serves nothing. */
    public SampleLog complete() {
        return save(
                EnvironmentDocument.of(
                        new EnvironmentNames(
                                environment, "dev", "p", "sample", "o", "default", "acme", "2")));
    }

    public boolean has(DocumentKey key) {
        return live.containsKey(key);
    }

    private SampleLog change(DocumentKey key, Optional<Document> after) {
        Optional<Document> before = Optional.ofNullable(live.get(key));
        var position = new Position(epoch, ++revision);
        long time = FIRST_TIME + 1_000 * revision;
        var entry =
                new HistoryRecord(
                        environment,
                        position,
                        key,
                        after.or(() -> before).map(Document::version).orElse(0L),
                        Cause.STREAM,
                        Instant.ofEpochMilli(time),
                        before.map(it -> Content.of(it, INLINE)),
                        after.map(it -> Content.of(it, INLINE)),
                        previousHash);
        Change change =
                after.<Change>map(document -> new Change.Saved(position, time, document))
                        .orElseGet(() -> new Change.Removed(position, time, key));
        LogRecord record = HistoryCodec.encode(entry);
        previousHash = HistoryCodec.chainHash(Objects.requireNonNull(record.value()));
        history.add(new StoredRecord(new RecordOffset("history", 0, revision - 1), time, record));
        config.add(
                new StoredRecord(
                        new RecordOffset("config", 0, revision - 1),
                        time,
                        ConfigCodec.encode(environment, entry.kind(), change)));
        after.ifPresentOrElse(it -> live.put(key, it), () -> live.remove(key));
        return this;
    }

    public long revision() {
        return revision;
    }

    public List<StoredRecord> history() {
        return List.copyOf(history);
    }

    /** Every record of the config topic. */
    public List<StoredRecord> config() {
        return List.copyOf(config);
    }

    /** The newest record of each key, removals too. */
    public List<StoredRecord> compacted() {
        return compacted(config);
    }

    /** What compaction leaves of {@code records}. */
    public static List<StoredRecord> compacted(List<StoredRecord> records) {
        var newest = new LinkedHashMap<String, StoredRecord>();
        for (StoredRecord record : records) {
            String key =
                    new String(
                            Objects.requireNonNull(record.content().key()), StandardCharsets.UTF_8);
            newest.remove(key);
            newest.put(key, record);
        }
        return List.copyOf(newest.values());
    }

    /** What ingest says after the last change. */
    public IngestStatus.OfEnvironment status() {
        LiveDigest digest = LiveDigest.EMPTY;
        for (Document document : live.values()) {
            digest = digest.with(document.key().text(), document.sha256());
        }
        return new IngestStatus.OfEnvironment(
                environment.value(),
                epoch,
                revision,
                live.size(),
                digest.text(),
                IngestStatus.Upstream.STREAMING,
                1,
                1,
                List.of(),
                previousHash);
    }

    /** The image that an edge has of these records. */
    public static EnvironmentImage image(EnvironmentId environment, List<StoredRecord> config) {
        var delta = new EnvironmentDelta(EnvironmentImage.empty(environment));
        for (StoredRecord record : config) {
            switch (ConfigCodec.decode(environment, record.content(), record.timestamp())) {
                case Decoded.Understood(var change) -> delta.replay(change);
                case Decoded.Unreadable(var reason) -> throw new IllegalStateException(reason);
            }
        }
        return delta.apply();
    }

    /** Records as a source. */
    public static RecordSource source(List<StoredRecord> records) {
        return visitor -> {
            for (StoredRecord record : records) {
                if (!visitor.visit(record)) {
                    return;
                }
            }
        };
    }
}
