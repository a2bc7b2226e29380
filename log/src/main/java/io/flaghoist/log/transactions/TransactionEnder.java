package io.flaghoist.log.transactions;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits until a verdict is proven, and ends what is nobody's. Used by one thread at a time. */
final class TransactionEnder {
    private static final Duration APART = LeftOpenTransactions.APART;

    /** Coordinators look for timed-out transactions every 10 s, and then write markers. */
    private static final Duration AFTER_TIMEOUT = Duration.ofSeconds(30);

    private static final int MAX_REMEMBERED = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(TransactionEnder.class);

    private final TransactionAdmin kafka;
    private final Observations observations;
    private final LongSupplier nanoTime;
    private final SequencedSet<Long> endedProducers = new LinkedHashSet<>();
    private final Counter ended;

    TransactionEnder(
            TransactionAdmin kafka,
            Observations observations,
            LongSupplier nanoTime,
            PrometheusRegistry registry) {
        this.kafka = kafka;
        this.observations = observations;
        this.nanoTime = nanoTime;
        this.ended =
                Counter.builder()
                        .name("flaghoist_hanging_transactions_ended_total")
                        .help("Transactions that were nobody's and were ended.")
                        .register(registry);
    }

    /** The writers of what was ended lately. */
    SequencedSet<Long> endedProducers() {
        return endedProducers;
    }

    /**
     * Acts by what a look has shown of a transaction that is still open.
     *
     * @param wrong gets what keeps it from being judged or ended, in words
     * @return whether it was ended
     * @throws ExecutionException when Kafka refuses
     */
    boolean act(OpenTransaction open, Verdict verdict, List<String> wrong)
            throws InterruptedException, ExecutionException, TimeoutException {
        long now = nanoTime.getAsLong();
        return switch (verdict) {
            case Verdict.Coordinated() -> false;
            case Verdict.Unclear(var why) -> {
                observations.stillOpen(open, now);
                wrong.add("of the transaction on %s nothing is proven: %s".formatted(open, why));
                yield false;
            }
            case Verdict.Nobodys(var why) -> {
                see(open, true, now, why, APART);
                yield isProven(open, now) && end(open, why);
            }
            case Verdict.Unfenced(var id) -> {
                see(open, true, now, "its coordinator is done with " + id, APART);
                if (isProven(open, now) && mayEnd(open, wrong)) {
                    fence(open, id);
                }
                yield false;
            }
            case Verdict.Hidden() -> endHidden(open, now);
        };
    }

    private boolean isProven(OpenTransaction open, long now) {
        return observations.proven(open, now).compareTo(APART) >= 0;
    }

    /** Only time proves it: longer than any coordinator leaves a transaction open. */
    private boolean endHidden(OpenTransaction open, long now)
            throws InterruptedException, ExecutionException, TimeoutException {
        Duration patience = kafka.maxTransactionTimeout().plus(AFTER_TIMEOUT);
        String why =
                "this principal may not DESCRIBE all transactional ids, but it is open for longer than a coordinator allows";
        see(open, false, now, "this principal may not DESCRIBE all transactional ids", patience);
        return observations.seen(open, now).compareTo(patience) >= 0 && end(open, why);
    }

    private void see(
            OpenTransaction open, boolean proven, long now, String why, Duration patience) {
        if (observations.see(open, proven, now)) {
            LOG.info(
                    "A transaction is open on {}, and no coordinator tells of it: {}. If that is still so in {} s, it is ended.",
                    open,
                    why,
                    patience.toSeconds());
        }
    }

    /** Nobody is fenced for a transaction that then stays open all the same. */
    private boolean mayEnd(OpenTransaction open, List<String> wrong)
            throws InterruptedException, ExecutionException, TimeoutException {
        boolean may = kafka.mayEnd();
        if (!may) {
            wrong.add(
                    "the transaction on %s is nobody's, and this principal may not end it: ALTER on the cluster is missing. %s"
                            .formatted(open, byHand(open)));
        }
        return may;
    }

    /** Then no living writer can be hit; whoever is one is told, and asks for the id anew. */
    private void fence(OpenTransaction open, String transactionalId)
            throws InterruptedException, ExecutionException, TimeoutException {
        kafka.fence(transactionalId);
        LOG.warn(
                "Fenced whoever may write as {}: a transaction under its epoch is open on {}, and its coordinator has forgotten it. It is ended at the next look.",
                transactionalId,
                open);
    }

    private boolean end(OpenTransaction open, String why)
            throws InterruptedException, ExecutionException, TimeoutException {
        kafka.abort(open);
        ended.inc();
        observations.forget(open);
        remember(open.producerId());
        LOG.warn(
                "Ended a transaction that was nobody's on {}: {}. Nothing of it is read by anybody; what it held is written again by whoever knows it.",
                open,
                why);
        return true;
    }

    private void remember(long producerId) {
        endedProducers.add(producerId);
        if (endedProducers.size() > MAX_REMEMBERED) {
            var _ = endedProducers.removeFirst();
        }
    }

    static String byHand(OpenTransaction open) {
        return "What is committed behind it is not read until an administrator ends it: kafka-transactions.sh --bootstrap-server … abort --topic %s --partition %d --start-offset %d"
                .formatted(
                        open.partition().topic(), open.partition().partition(), open.startOffset());
    }
}
