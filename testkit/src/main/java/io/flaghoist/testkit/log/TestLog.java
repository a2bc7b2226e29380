package io.flaghoist.testkit.log;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentDelta;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.Cause;
import io.flaghoist.schemas.record.ConfigCodec;
import io.flaghoist.schemas.record.HistoryCodec;
import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The log of an environment, change by change, as ingest writes it: config and history, chained.
 * {@code TestLog.of(environment).at(time).saved(document).removed(key).writeTo(broker, topics)}.
 */
public final class TestLog {
    private final EnvironmentId environment;
    private final Map<DocumentKey, Document> live = new HashMap<>();
    private final List<Line> lines = new ArrayList<>();
    private String previousHash = HistoryRecord.GENESIS;
    private long epoch = 1;
    private Instant now = Instant.parse("2025-11-01T00:00:00Z");

    /** One change with its two records. */
    public record Line(Change change, HistoryRecord entry, LogRecord config, LogRecord history) {}

    private TestLog(EnvironmentId environment) {
        this.environment = environment;
    }

    public static TestLog of(EnvironmentId environment) {
        return new TestLog(environment);
    }

    /** Changes from here on are observed at this time. */
    public TestLog at(Instant time) {
        now = time;
        return this;
    }

    /** Changes from here on are observed so much later. */
    public TestLog later(Duration by) {
        now = now.plus(by);
        return this;
    }

    /** Changes from here on are a later writer's. */
    public TestLog epoch(long later) {
        epoch = later;
        return this;
    }

    public TestLog saved(Document document) {
        var change = new Change.Saved(next(), now.toEpochMilli(), document);
        return add(change, Optional.of(document));
    }

    public TestLog removed(DocumentKey key) {
        return add(new Change.Removed(next(), now.toEpochMilli(), key), Optional.empty());
    }

    /** The changes of a fixture's log. */
    public TestLog all(List<Change> changes) {
        for (Change change : changes) {
            switch (change) {
                case Change.Saved(_, _, var document) -> saved(document);
                case Change.Removed(_, _, var key, _) -> removed(key);
            }
        }
        return this;
    }

    private TestLog add(Change change, Optional<Document> after) {
        DocumentKey key = change.key();
        Optional<Document> before = Optional.ofNullable(live.get(key));
        var entry =
                new HistoryRecord(
                        environment,
                        change.position(),
                        key,
                        after.or(() -> before).map(Document::version).orElse(0L),
                        Cause.STREAM,
                        now,
                        before.map(it -> HistoryRecord.Content.of(it, TopicSpec.MAX_MESSAGE_BYTES)),
                        after.map(it -> HistoryRecord.Content.of(it, TopicSpec.MAX_MESSAGE_BYTES)),
                        previousHash);
        LogRecord history = HistoryCodec.encode(entry);
        previousHash = HistoryCodec.chainHash(Objects.requireNonNull(history.value()));
        lines.add(
                new Line(
                        change,
                        entry,
                        ConfigCodec.encode(environment, entry.kind(), change),
                        history));
        after.ifPresentOrElse(it -> live.put(key, it), () -> live.remove(key));
        return this;
    }

    private Position next() {
        return new Position(epoch, lines.size() + 1L);
    }

    public EnvironmentId environment() {
        return environment;
    }

    public List<Line> lines() {
        return List.copyOf(lines);
    }

    /** Whether there is a document under {@code key} now. */
    public boolean has(DocumentKey key) {
        return live.containsKey(key);
    }

    /** The image after the change with this revision. */
    public EnvironmentImage image(long revision) {
        var delta = new EnvironmentDelta(EnvironmentImage.empty(environment));
        lines.stream()
                .map(Line::change)
                .filter(change -> change.position().revision() <= revision)
                .forEach(delta::replay);
        return delta.apply();
    }

    /** Creates both topics and writes everything, so many changes in a transaction. */
    public TestLog writeTo(String bootstrapServers, TopicCatalogue topics, int perTransaction) {
        return writeTo(bootstrapServers, topics, perTransaction, Map.of());
    }

    /** The same, as somebody who must log in. */
    public TestLog writeTo(
            String bootstrapServers,
            TopicCatalogue topics,
            int perTransaction,
            Map<String, String> login) {
        create(bootstrapServers, topics, login);
        var settings = new HashMap<String, Object>(login);
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("transactional.id", topics.prefix() + "-test-log");
        settings.put("max.request.size", TopicSpec.MAX_MESSAGE_BYTES);
        var bytes = new ByteArraySerializer();
        try (var producer = new KafkaProducer<>(settings, bytes, bytes)) {
            producer.initTransactions();
            for (int from = 0; from < lines.size(); from += perTransaction) {
                producer.beginTransaction();
                for (Line line :
                        lines.subList(from, Math.min(lines.size(), from + perTransaction))) {
                    send(producer, topics.config(environment), line, line.config());
                    send(producer, topics.history(environment), line, line.history());
                }
                producer.commitTransaction();
            }
        }
        return this;
    }

    /** A failure comes out of the commit. */
    @SuppressWarnings("FutureReturnValueIgnored")
    private static void send(
            KafkaProducer<byte[], byte[]> producer, TopicSpec topic, Line line, LogRecord record) {
        var out =
                new ProducerRecord<>(
                        topic.name(),
                        0,
                        line.entry().observedAt().toEpochMilli(),
                        record.key(),
                        record.value());
        record.headers().forEach((name, value) -> out.headers().add(name, value));
        producer.send(out);
    }

    private void create(String bootstrapServers, TopicCatalogue topics, Map<String, String> login) {
        var wanted =
                topics.of(environment).stream()
                        .map(it ->
                                new NewTopic(it.name(), it.partitions(), (short) 1)
                                        .configs(it.settings()))
                        .toList();
        var settings = new HashMap<String, Object>(login);
        settings.put("bootstrap.servers", bootstrapServers);
        try (Admin admin = Admin.create(settings)) {
            admin.createTopics(wanted).all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka refused", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
