package io.flaghoist.ingest;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentDelta;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.ConfigCodec;
import io.flaghoist.schemas.record.Decoded;
import io.flaghoist.schemas.record.DecodedHeartbeat;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.HeartbeatCodec;
import io.flaghoist.schemas.record.HistoryCodec;
import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.record.UnreadableHistoryException;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What anyone reads in the log: committed records, from the beginning. */
final class LogView {
    private final String bootstrapServers;
    private final TopicCatalogue catalogue;

    LogView(String bootstrapServers, String prefix) {
        this.bootstrapServers = bootstrapServers;
        this.catalogue = new TopicCatalogue(prefix);
    }

    EnvironmentImage image(String environment) {
        var id = new EnvironmentId(environment);
        var delta = new EnvironmentDelta(EnvironmentImage.empty(id));
        for (var record : records(catalogue.config(id).name())) {
            if (ConfigCodec.decode(id, frame(record), record.timestamp())
                    instanceof Decoded.Understood(var change)) {
                delta.replay(change);
            } else {
                throw new AssertionError("unreadable record at offset " + record.offset());
            }
        }
        return delta.apply();
    }

    /** As {@link #image}, by a reader that skips what it cannot read. */
    EnvironmentImage readable(String environment) {
        var id = new EnvironmentId(environment);
        var delta = new EnvironmentDelta(EnvironmentImage.empty(id));
        for (var record : records(catalogue.config(id).name())) {
            if (ConfigCodec.decode(id, frame(record), record.timestamp())
                    instanceof Decoded.Understood(var change)) {
                delta.replay(change);
            }
        }
        return delta.apply();
    }

    /**
     * What the config topic holds once it is compacted: content hashes by key, without what is
     * removed; {@code unreadable} for what cannot be read.
     */
    Map<String, String> compacted(String environment) {
        var id = new EnvironmentId(environment);
        var last = new TreeMap<String, String>();
        for (var record : records(catalogue.config(id).name())) {
            var key = new String(record.key(), StandardCharsets.UTF_8);
            if (record.value() == null) {
                last.remove(key);
            } else if (ConfigCodec.decode(id, frame(record), record.timestamp())
                    instanceof Decoded.Understood(Change.Saved(_, _, var document))) {
                last.put(key, document.sha256());
            } else {
                last.put(key, "unreadable");
            }
        }
        return last;
    }

    /** Content hashes by key. */
    static Map<String, String> hashes(EnvironmentImage image) {
        var hashes = new TreeMap<String, String>();
        image.entries()
                .forEach(entry ->
                        hashes.put(entry.document().key().text(), entry.document().sha256()));
        return hashes;
    }

    /** What owners have said of an environment, in order. */
    List<Heartbeat> heartbeats(String environment) {
        var id = new EnvironmentId(environment);
        int shard = TopicCatalogue.shardOf(id, TopicCatalogue.DEFAULT_SHARDS);
        return records(catalogue.freshness().name(), shard).stream()
                .filter(record ->
                        new String(record.key(), StandardCharsets.UTF_8).equals(environment))
                .map(record -> HeartbeatCodec.decode(frame(record)))
                .map(decoded ->
                        switch (decoded) {
                            case DecodedHeartbeat.Understood(var heartbeat) -> heartbeat;
                            case DecodedHeartbeat.Unreadable(var reason) ->
                                    throw new AssertionError(reason);
                        })
                .toList();
    }

    /** Writes a record to the control topic. */
    void write(LogRecord record) {
        Map<String, Object> properties = Map.of("bootstrap.servers", bootstrapServers);
        try (var producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            var headers = new RecordHeaders();
            record.headers().forEach(headers::add);
            producer.send(
                            new ProducerRecord<>(
                                    catalogue.control().name(),
                                    0,
                                    record.key(),
                                    record.value(),
                                    headers))
                    .get();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * How many records each transaction put onto the config topic, as far as it shows: a marker
     * leaves a gap in the offsets.
     */
    List<Integer> configTransactions(String environment) {
        var sizes = new ArrayList<Integer>();
        long next = -1;
        for (var record : records(catalogue.config(new EnvironmentId(environment)).name())) {
            if (record.offset() == next) {
                sizes.set(sizes.size() - 1, sizes.getLast() + 1);
            } else {
                sizes.add(1);
            }
            next = record.offset() + 1;
        }
        return sizes;
    }

    /** The keys of orders that stand on the control topic. */
    Set<String> standingOrders() {
        var standing = new TreeSet<String>();
        for (var record : records(catalogue.control().name())) {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            if (record.value() == null) {
                standing.remove(key);
            } else {
                standing.add(key);
            }
        }
        return standing;
    }

    List<HistoryRecord> history(String environment) {
        return values(environment).stream().map(LogView::decode).toList();
    }

    /** The history's values, after checking revisions and chain. */
    List<byte[]> values(String environment) {
        var topic = catalogue.history(new EnvironmentId(environment)).name();
        return records(topic).stream().map(ConsumerRecord::value).toList();
    }

    /** Throws unless revisions have no gap, epochs never fall and the chain is unbroken. */
    void verifyChain(String environment) {
        long revision = 0;
        long epoch = 0;
        String hash = HistoryRecord.GENESIS;
        for (byte[] value : values(environment)) {
            HistoryRecord entry = decode(value);
            if (entry.position().revision() != ++revision
                    || entry.position().epoch() < epoch
                    || !entry.previousHash().equals(hash)) {
                throw new AssertionError("the history breaks at " + entry.position());
            }
            epoch = entry.position().epoch();
            hash = HistoryCodec.chainHash(value);
        }
    }

    List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        return records(topic, 0);
    }

    List<ConsumerRecord<byte[], byte[]>> records(String topic, int number) {
        Map<String, Object> properties =
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "isolation.level",
                        "read_committed",
                        "enable.auto.commit",
                        false);
        var partition = new TopicPartition(topic, number);
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        try (var consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            if (consumer.partitionsFor(topic).isEmpty()) {
                return List.of();
            }
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = end(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    /**
     * The end of what is written, committed or not: a commit is told to its writer a moment before
     * readers see it.
     */
    private long end(TopicPartition partition) {
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            return admin.listOffsets(
                            Map.of(partition, OffsetSpec.latest()),
                            new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                    .partitionResult(partition)
                    .get()
                    .offset();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
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
