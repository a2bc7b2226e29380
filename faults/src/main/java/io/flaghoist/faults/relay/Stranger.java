package io.flaghoist.faults.relay;

import io.flaghoist.log.KafkaRecords;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Somebody with a right to write who is not ingest. */
final class Stranger {
    private static final TopicCatalogue TOPICS = new TopicCatalogue(TopicCatalogue.DEFAULT_PREFIX);
    private static final int PATIENCE_SECONDS = 10;
    private static final int AT_ONCE = 3;

    private final Kafka kafka;

    Stranger(Kafka kafka) {
        this.kafka = kafka;
    }

    /** Writes some records that look like ingest's, and says which. */
    String writeValid(EnvironmentId environment, Random dice) {
        return write(environment, log -> ForeignRecord.valid(environment, log, dice));
    }

    /** Writes some records that cannot be ingest's, and says which. */
    String writeInvalid(EnvironmentId environment, Random dice) {
        return write(environment, log -> ForeignRecord.invalid(environment, log, dice));
    }

    private String write(EnvironmentId environment, Function<LogState, ForeignRecord> forger) {
        var words = new ArrayList<String>();
        for (int i = 0; i < AT_ONCE; i++) {
            ForeignRecord foreign = forger.apply(log(environment));
            write(environment, foreign.record());
            words.add(foreign.words() + ", " + foreign.key().text());
        }
        return String.join("; ", words);
    }

    private void write(EnvironmentId environment, LogRecord record) {
        var settings = new HashMap<>(client());
        settings.put("enable.idempotence", false);
        settings.put("retries", 0);
        settings.put("delivery.timeout.ms", PATIENCE_SECONDS * 1_000);
        settings.put("request.timeout.ms", PATIENCE_SECONDS * 500);
        try (var producer = producer(settings)) {
            send(producer, environment, record);
        }
    }

    /** Begins a transaction, writes into it, and lets it stand. */
    OpenTransaction open(EnvironmentId environment, Random dice) {
        var settings = new HashMap<>(client());
        settings.put("transactional.id", "stranger-" + UUID.randomUUID());
        settings.put("transaction.timeout.ms", (int) Duration.ofMinutes(1).toMillis());
        var record = ForeignRecord.valid(environment, log(environment), dice).record();
        var producer = producer(settings);
        try {
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, environment, record);
            return new OpenTransaction(producer);
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    /** A transaction that stands. */
    record OpenTransaction(KafkaProducer<byte[], byte[]> producer) {
        /** Nothing of it was ever written. */
        void abort() {
            try {
                producer.abortTransaction();
            } catch (KafkaException e) {
                // It stood longer than the broker lets a transaction stand, or somebody ended it.
            } finally {
                producer.close(Duration.ZERO);
            }
        }
    }

    private static void send(
            KafkaProducer<byte[], byte[]> producer, EnvironmentId environment, LogRecord record) {
        var outgoing = KafkaRecords.write(TOPICS.config(environment).name(), 0, null, record);
        try {
            var _ = producer.send(outgoing).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka does not take a stranger's record.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted.", e);
        }
    }

    private LogState log(EnvironmentId environment) {
        return LogState.read(client(), TOPICS.config(environment).name(), environment);
    }

    private Map<String, Object> client() {
        return Map.of("bootstrap.servers", kafka.internalAddress());
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
