package io.flaghoist.ingest.publish;

import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.service.Moment;
import io.flaghoist.service.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Whether a shard can be written to: heartbeats find out before a change has to. Written by the
 * shard's writer, read by any thread, also while the writer waits for Kafka.
 */
final class WriteProbe {
    /** Two heartbeats, and a little for the second to be committed. */
    static final Duration SILENCE = Heartbeat.INTERVAL.multipliedBy(2).plusSeconds(1);

    private final String name;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private volatile Moment last;
    private volatile String refusal = "";

    WriteProbe(String name, Clock clock, LongSupplier nanoTime) {
        this.name = name;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.last = Moment.now(clock, nanoTime);
    }

    /** The shard is owned as of now, or heartbeats are committed. */
    void wrote() {
        last = Moment.now(clock, nanoTime);
        refusal = "";
    }

    /** Kafka does not take heartbeats. */
    void refused(String reason) {
        refusal = reason;
    }

    /** When something could last be written. */
    Instant last() {
        return last.wall();
    }

    /** That nothing was written for too long. */
    Optional<Problem> problem() {
        Moment since = last;
        if (since.until(Moment.now(clock, nanoTime)).compareTo(SILENCE) < 0) {
            return Optional.empty();
        }
        String why = refusal;
        return Optional.of(
                new Problem(
                        "Kafka takes no heartbeats of %s%s"
                                .formatted(name, why.isEmpty() ? "" : ": " + why),
                        since.wall(),
                        "edges serve the last state in the log and become stale; changes wait at upstream",
                        "kafka.bootstrapServers, the brokers, and this principal's WRITE permission on the freshness topic"));
    }
}
