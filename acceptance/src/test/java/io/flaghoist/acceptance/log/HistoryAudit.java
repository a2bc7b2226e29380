package io.flaghoist.acceptance.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.image.EnvironmentDelta;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.ConfigCodec;
import io.flaghoist.schemas.record.Decoded;
import io.flaghoist.schemas.record.HistoryCodec;
import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.record.UnreadableHistoryException;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the log of one environment promises, checked from outside: no revision is missing or there
 * twice, the chain is unbroken, every change is told once, and the config topic says the same.
 */
public final class HistoryAudit {
    private final EnvironmentId environment;
    private final List<ConsumerRecord<byte[], byte[]>> history;
    private final List<ConsumerRecord<byte[], byte[]>> config;

    private HistoryAudit(
            EnvironmentId environment,
            List<ConsumerRecord<byte[], byte[]>> history,
            List<ConsumerRecord<byte[], byte[]>> config) {
        this.environment = environment;
        this.history = history;
        this.config = config;
    }

    /** Reads the whole log of an environment. */
    public static HistoryAudit read(String bootstrapServers, String environment) {
        var id = new EnvironmentId(environment);
        var topics = new TopicCatalogue(TopicCatalogue.DEFAULT_PREFIX);
        var reader = new TopicReader(bootstrapServers);
        return new HistoryAudit(
                id,
                reader.records(topics.history(id).name()),
                reader.records(topics.config(id).name()));
    }

    /** The history, from the first revision on. */
    public List<HistoryRecord> history() {
        return history.stream().map(record -> decode(record.value())).toList();
    }

    /** The image that the config topic makes. */
    public EnvironmentImage image() {
        var delta = new EnvironmentDelta(EnvironmentImage.empty(environment));
        for (ConsumerRecord<byte[], byte[]> record : config) {
            switch (ConfigCodec.decode(environment, frame(record), record.timestamp())) {
                case Decoded.Understood(var change) -> delta.replay(change);
                case Decoded.Unreadable(var reason) ->
                        throw new AssertionError(record.topic() + "@" + record.offset() + reason);
            }
        }
        return delta.apply();
    }

    /** Revisions are 1, 2, 3 …; epochs never fall; each record names the one before. */
    public void revisionsHaveNoGapsAndTheChainIsUnbroken() {
        long revision = 0;
        long epoch = 0;
        String hash = HistoryRecord.GENESIS;
        for (ConsumerRecord<byte[], byte[]> record : history) {
            HistoryRecord entry = decode(record.value());
            assertThat(entry.position().revision()).as("after %d", revision).isEqualTo(++revision);
            assertThat(entry.position().epoch())
                    .as("epoch of revision %d", revision)
                    .isGreaterThanOrEqualTo(epoch);
            assertThat(entry.previousHash()).as("chain at revision %d", revision).isEqualTo(hash);
            epoch = entry.position().epoch();
            hash = HistoryCodec.chainHash(record.value());
        }
    }

    /**
     * Each record begins where the one before it of the same document ended, and ends elsewhere: no
     * change is told twice, none is left out.
     */
    public void everyChangeIsToldOnce() {
        var held = new HashMap<DocumentKey, String>();
        for (HistoryRecord entry : history()) {
            String before = sha256(entry.before());
            String after = sha256(entry.after());
            assertThat(before)
                    .as("%s before revision %d", entry.key(), entry.position().revision())
                    .isEqualTo(held.getOrDefault(entry.key(), ""));
            assertThat(after)
                    .as("%s after revision %d", entry.key(), entry.position().revision())
                    .isNotEqualTo(before);
            held.put(entry.key(), after);
        }
    }

    /**
     * What history leaves of each document is what the config topic holds, at the same revision.
     */
    public void theConfigTopicHoldsWhatHistoryLeft() {
        Map<String, String> left = new TreeMap<>();
        for (HistoryRecord entry : history()) {
            entry.after()
                    .ifPresentOrElse(
                            content -> left.put(entry.key().text(), content.sha256()),
                            () -> left.remove(entry.key().text()));
        }
        EnvironmentImage image = image();
        Map<String, String> held =
                image.entries().stream()
                        .collect(
                                Collectors.toMap(
                                        entry -> entry.document().key().text(),
                                        entry -> entry.document().sha256()));
        assertThat(held).isEqualTo(left);
        assertThat(image.revision()).isEqualTo(history().getLast().position().revision());
    }

    private static String sha256(Optional<HistoryRecord.Content> content) {
        return content.map(HistoryRecord.Content::sha256).orElse("");
    }

    private static HistoryRecord decode(byte[] value) {
        try {
            return HistoryCodec.decode(value);
        } catch (UnreadableHistoryException e) {
            throw new AssertionError(e);
        }
    }

    private static LogRecord frame(ConsumerRecord<byte[], byte[]> record) {
        var headers = new HashMap<String, byte[]>();
        record.headers().forEach(header -> headers.put(header.key(), header.value()));
        return new LogRecord(record.key(), record.value(), headers);
    }
}
