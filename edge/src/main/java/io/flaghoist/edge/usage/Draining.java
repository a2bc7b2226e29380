package io.flaghoist.edge.usage;

import io.flaghoist.edge.metrics.UsageMeters;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.SupervisedLoop;
import io.flaghoist.service.Supervisor;
import java.io.IOException;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop that carries what is on disk to Kafka, the oldest file first; while Kafka is away its
 * attempts are what finds out that it is back.
 */
final class Draining implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Draining.class);
    private static final long PATIENCE_SECONDS = 30;

    private final Spool spool;
    private final MetricsTopic topic;
    private final Runnable kafkaAnswers;
    private final Duration retry;
    private final UsageMeters meters;
    private final Semaphore news = new Semaphore(0);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final SupervisedLoop loop;
    private volatile @Nullable String trouble;

    /**
     * @param supervisor whose loop drains
     * @param topic closed by somebody else, after this
     * @param kafkaAnswers called when Kafka confirmed something; must not block
     * @param retry how long to wait after an attempt that failed
     */
    Draining(
            Supervisor supervisor,
            Spool spool,
            MetricsTopic topic,
            Runnable kafkaAnswers,
            Duration retry,
            UsageMeters meters) {
        this.spool = spool;
        this.topic = topic;
        this.kafkaAnswers = kafkaAnswers;
        this.retry = retry;
        this.meters = meters;
        this.loop =
                supervisor.loop(
                        LoopSpec.of(
                                        "edge-usage-drain",
                                        "metrics on disk stay there, and it is not noticed that Kafka is back")
                                .onPlatform(),
                        this::turn);
    }

    void start() {
        loop.start();
    }

    /** Something new is on disk. */
    void wake() {
        if (news.availablePermits() == 0) {
            news.release();
        }
    }

    /** Why a file could not be read; null when the last one could. */
    @Nullable String trouble() {
        return trouble;
    }

    private void turn() throws InterruptedException {
        SpoolSegment oldest = spool.take().orElse(null);
        if (oldest == null) {
            var _ = news.tryAcquire(1, TimeUnit.SECONDS);
        } else if (!drain(oldest)) {
            var _ = closing.await(retry.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private boolean drain(SpoolSegment segment) throws InterruptedException {
        boolean whole = false;
        try {
            whole = send(segment, Spool.read(segment));
            trouble = null;
        } catch (IOException e) {
            unreadable(segment, e);
        } finally {
            if (whole) {
                spool.done(segment);
            } else {
                spool.giveBack(segment);
            }
        }
        return whole;
    }

    private void unreadable(SpoolSegment segment, IOException failure) {
        trouble = failure.toString();
        log.error("A file of the spool of metrics cannot be read; what can is kept", failure);
        try {
            spool.mend(segment);
        } catch (IOException e) {
            log.error("{} is left where it is until the next start", segment.path(), e);
        }
    }

    /** Sends what Kafka has not confirmed yet; returns whether it now has everything. */
    private boolean send(SpoolSegment segment, List<EncodedGroup> groups)
            throws InterruptedException {
        BitSet before = (BitSet) segment.arrived().clone();
        var ends = new CountDownLatch(groups.size() - before.cardinality());
        var failed = new AtomicBoolean();
        BitSet arrived = segment.arrived();
        for (int i = before.nextClearBit(0); i < groups.size(); i = before.nextClearBit(i + 1)) {
            int number = i;
            EncodedGroup group = groups.get(i);
            if (failed.get()) { // the rest would wait for nothing
                ends.countDown();
                continue;
            }
            topic.send(
                    group.record(),
                    (outcome, reason) -> {
                        if (outcome == MetricsTopic.Outcome.UNKNOWN) {
                            failed.set(true);
                        } else {
                            gone(group, outcome, reason);
                            synchronized (arrived) {
                                arrived.set(number);
                            }
                        }
                        ends.countDown();
                    });
        }
        boolean told = ends.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        synchronized (arrived) {
            return told && arrived.cardinality() == groups.size();
        }
    }

    private void gone(EncodedGroup group, MetricsTopic.Outcome outcome, String reason) {
        if (outcome == MetricsTopic.Outcome.ARRIVED) {
            kafkaAnswers.run();
            meters.groupDrained();
        } else {
            meters.dropped("too_large", 1, group.evaluations());
            log.error(
                    "A group of metrics on disk is too large for the metrics topic and is dropped: {}. Check"
                            + " max.message.bytes of the topic.",
                    reason);
        }
    }

    /** Ends the thread; what is on disk stays there. */
    @Override
    public void close() {
        closing.countDown();
        wake();
        loop.close();
    }
}
