package io.flaghoist.ingest.status;

import io.flaghoist.log.KafkaContact;
import io.flaghoist.log.KafkaRecords;
import io.flaghoist.schemas.record.IngestStatus;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.SupervisedLoop;
import io.flaghoist.service.Supervisor;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says on the status topic how every environment is doing: every few seconds, and at once when
 * something changed. Loses nothing that matters while Kafka is away: the next one tells all.
 */
public final class StatusPublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusPublisher.class);

    /** Often enough for an edge to tell its freshness (threats-and-faults.md, 4). */
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    /** Changes that come in quick succession are told together. */
    private static final Duration SHORTEST = Duration.ofMillis(100);

    /** For a record that is under way when ingest ends. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final String node;
    private final String topic;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final IntSupplier unsettled;
    private final Supplier<List<IngestStatus.OfEnvironment>> environments;
    private final Clock clock;
    private final Semaphore changed = new Semaphore(0);
    private volatile boolean isFailing;
    private final KafkaContact contact;
    private final SupervisedLoop loop;
    private @Nullable Producer<byte[], byte[]> producer;

    public StatusPublisher(
            String node,
            String topic,
            Supplier<Producer<byte[], byte[]>> producers,
            IntSupplier unsettled,
            Supplier<List<IngestStatus.OfEnvironment>> environments,
            Clock clock,
            KafkaContact contact,
            Supervisor supervisor) {
        this.contact = contact;
        this.node = node;
        this.topic = topic;
        this.producers = producers;
        this.unsettled = unsettled;
        this.environments = environments;
        this.clock = clock;
        this.loop =
                supervisor.loop(
                        LoopSpec.of(
                                "ingest-status",
                                "edges and the doctor do not hear how this ingest is doing"),
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
            current = producers.get();
            producer = current;
        }
        say(current);
        Thread.sleep(SHORTEST);
        var _ = changed.tryAcquire(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        changed.drainPermits();
    }

    private void ended() {
        Producer<byte[], byte[]> last = producer;
        if (last != null) {
            var _ = Thread.interrupted(); // or the producer could not wait for its own thread
            last.close(LAST_WORDS);
        }
    }

    private void say(Producer<byte[], byte[]> producer) throws InterruptedException {
        var status =
                new IngestStatus(
                        node, clock.instant().toString(), unsettled.getAsInt(), environments.get());
        LogRecord record = status.encode();
        try {
            var _ =
                    producer.send(
                            KafkaRecords.write(topic, 0, null, record),
                            (_, failure) -> told(failure));
        } catch (InterruptException e) {
            throw new InterruptedException(); // close() ends this thread
        } catch (KafkaException e) {
            told(e);
        }
    }

    private void told(@Nullable Exception failure) {
        boolean fails = failure != null;
        if (fails) {
            contact.failed();
        } else {
            contact.answered();
        }
        if (fails && !isFailing) {
            LOG.warn(
                    "The status cannot be told on {}: {}. It is tried every {} s; edges of the version before cannot tell how fresh they are.",
                    topic,
                    String.valueOf(failure),
                    INTERVAL.toSeconds());
        } else if (!fails && isFailing) {
            LOG.info("The status is told on {} again", topic);
        }
        isFailing = fails;
    }

    @Override
    public void close() {
        loop.close();
    }
}
