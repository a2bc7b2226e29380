package io.flaghoist.ingest;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.record.ChangeKind;
import io.flaghoist.schemas.record.ConfigCodec;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Somebody with all rights who writes to an environment's config topic, and worse. */
final class Stranger implements AutoCloseable {
    private final EnvironmentId environment;
    private final String config;
    private final String history;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;

    Stranger(String bootstrapServers, String prefix, String environment) {
        var catalogue = new TopicCatalogue(prefix);
        this.environment = new EnvironmentId(environment);
        this.config = catalogue.config(this.environment).name();
        this.history = catalogue.history(this.environment).name();
        Map<String, Object> properties = Map.of("bootstrap.servers", bootstrapServers);
        this.admin = Admin.create(properties);
        this.producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    void saves(Position position, Document document) throws Exception {
        writes(new Change.Saved(position, 0, document));
    }

    void removes(Position position, DocumentKey key) throws Exception {
        writes(new Change.Removed(position, 0, key, 0));
    }

    private void writes(Change change) throws Exception {
        writes(ConfigCodec.encode(environment, ChangeKind.REPLACED, change));
    }

    void garbage(String key) throws Exception {
        writes(
                new LogRecord(
                        key.getBytes(StandardCharsets.UTF_8),
                        "garbage".getBytes(StandardCharsets.UTF_8),
                        Map.of()));
    }

    /** With these headers instead of those that a codec would give it. */
    void saves(Document document, Map<String, String> headers) throws Exception {
        var record =
                new ProducerRecord<>(
                        config,
                        0,
                        document.key().text().getBytes(StandardCharsets.UTF_8),
                        document.body().utf8());
        headers.forEach((name, value) ->
                record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        var _ = producer.send(record).get();
    }

    private void writes(LogRecord record) throws Exception {
        var sent = new ProducerRecord<>(config, 0, record.key(), record.value());
        record.headers().forEach((name, value) -> sent.headers().add(name, value));
        var _ = producer.send(sent).get();
    }

    /**
     * Kafka allows it for topics alone that may lose records, and a broker learns of that some time
     * after the controller.
     */
    void deletesRecords() throws ExecutionException, InterruptedException {
        var all = Map.of(new TopicPartition(config, 0), RecordsToDelete.beforeOffset(-1));
        sets("cleanup.policy", "compact,delete");
        World.await(() -> admin.deleteRecords(all).all().get() == null);
        sets("cleanup.policy", "compact");
    }

    void deletesConfigTopic() throws ExecutionException, InterruptedException {
        admin.deleteTopics(List.of(config)).all().get();
    }

    void deletesBothTopics() throws ExecutionException, InterruptedException {
        admin.deleteTopics(List.of(config, history)).all().get();
    }

    boolean seesConfigTopic() throws ExecutionException, InterruptedException {
        return admin.listTopics().names().get().contains(config);
    }

    void sets(String setting, String value) throws ExecutionException, InterruptedException {
        admin.incrementalAlterConfigs(
                        Map.of(
                                new ConfigResource(ConfigResource.Type.TOPIC, config),
                                List.of(
                                        new AlterConfigOp(
                                                new ConfigEntry(setting, value),
                                                AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
