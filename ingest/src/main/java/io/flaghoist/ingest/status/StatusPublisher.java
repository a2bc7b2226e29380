package io.flaghoist.ingest.status;

import io.flaghoist.ingest.kafka.KafkaDependencies;
import io.flaghoist.log.KafkaRecords;
import io.flaghoist.schemas.record.IngestStatus;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.SupervisedLoop;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the state of every environment to the status topic: every few seconds, and at once when
 * something changed. Loses nothing that matters while Kafka is away: each record is complete.
 */
public final class StatusPublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusPublisher.class);

    /**
     * Often enough for edges of the version before to judge their freshness (threats-and-faults.md,
     * 4).
     */
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    /** Changes in quick succession are published together. */
    private static final Duration SHORTEST = Duration.ofMillis(100);

    /** For a record that is under way when ingest ends. */
    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final String topic;
    private final KafkaDependencies kafka;
    private final Supplier<IngestStatus> statuses;
    private final Semaphore changed = new Semaphore(0);
    private volatile boolean isFailing;
    private final SupervisedLoop loop;
    private @Nullable Producer<byte[], byte[]> producer;

    public StatusPublisher(KafkaDependencies kafka, Supplier<IngestStatus> statuses) {
        this.kafka = kafka;
        this.topic = kafka.catalogue().status().name();
        this.statuses = statuses;
        this.loop =
                kafka.supervisor()
                        .loop(
                                LoopSpec.of(
                                        "ingest-status",
                                        "edges and the doctor do not learn the state of this ingest"),
                                this::turn,
                                this::ended);
    }

    public void start() {
        loop.start();
    }

    /** Something changed that others want to know soon; any thread. */
    public void changed() {
        changed.release();
    }

    private void turn() throws InterruptedException {
        Producer<byte[], byte[]> current = producer;
        if (current == null) {
            current = kafka.clients().producer("status", Map.of());
            producer = current;
        }
        publish(current);
        Thread.sleep(SHORTEST);
        var _ = changed.tryAcquire(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        changed.drainPermits();
    }

    private void ended() {
        Producer<byte[], byte[]> last = producer;
        if (last != null) {
            var _ = Thread.interrupted(); // or the producer could not wait for its own thread
            last.close(CLOSE);
        }
    }

    private void publish(Producer<byte[], byte[]> producer) throws InterruptedException {
        try {
            var _ =
                    producer.send(
                            KafkaRecords.write(topic, 0, null, statuses.get().encode()),
                            (_, failure) -> onResult(failure));
        } catch (InterruptException e) {
            throw new InterruptedException(); // close() ends this thread
        } catch (KafkaException e) {
            onResult(e);
        }
    }

    private void onResult(@Nullable Exception failure) {
        boolean fails = failure != null;
        if (fails) {
            kafka.contact().failed();
        } else {
            kafka.contact().answered();
        }
        if (fails && !isFailing) {
            LOG.warn(
                    "The status cannot be written to {}: {}. It is tried every {} s; edges of the version before cannot judge how fresh they are.",
                    topic,
                    String.valueOf(failure),
                    INTERVAL.toSeconds());
        } else if (!fails && isFailing) {
            LOG.info("The status is written to {} again", topic);
        }
        isFailing = fails;
    }

    @Override
    public void close() {
        loop.close();
    }
}
