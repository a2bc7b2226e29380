package io.flaghoist.log.transactions;

import io.flaghoist.log.KafkaWords;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/**
 * Ends transactions that stay open although nobody will end them, and no other: no committed record
 * behind such a one is ever read. Coordinators end what they know, when the writer says so or when
 * its timeout is over; a broker that is killed can leave one that no coordinator knows. A
 * transaction counts as such when it is the same in two looks at least {@link #APART} apart and no
 * coordinator had its partition in either, see {@link Verdict}. What one look finds is kept for the
 * next: one object per service, whose {@code look} is called every {@link #INTERVAL} or so.
 */
public final class LeftOpenTransactions {
    /** How often to look. */
    public static final Duration INTERVAL = Duration.ofSeconds(15);

    static final Duration APART = Duration.ofSeconds(30);

    private final TransactionAdmin kafka;
    private final LongSupplier nanoTime;
    private final Observations observations = new Observations();
    private final TransactionEnder ender;

    /**
     * Asks nothing yet.
     *
     * @param admin left open
     * @param answerTimeout how long to wait for each answer
     * @param nanoTime monotonic
     * @param registry where the two metrics go
     */
    public LeftOpenTransactions(
            Admin admin,
            Duration answerTimeout,
            LongSupplier nanoTime,
            PrometheusRegistry registry) {
        this.kafka = new TransactionAdmin(admin, answerTimeout);
        this.nanoTime = nanoTime;
        this.ender = new TransactionEnder(kafka, observations, nanoTime, registry);
        GaugeWithCallback.builder()
                .name("flaghoist_hanging_transactions_observed")
                .help("Open transactions that no coordinator told of; ended once that is proven.")
                .callback(gauge -> gauge.call(observations.size()))
                .register(registry);
    }

    /** Looks at all partitions of those of the topics that exist; blocks. */
    public Look lookAtTopics(Collection<String> topics) throws InterruptedException {
        TransactionAdmin.Partitions partitions;
        try {
            partitions = kafka.partitionsOf(topics);
        } catch (TimeoutException e) {
            return failed(e);
        }
        Look look = look(partitions.found());
        var wrong = new ArrayList<>(partitions.failures());
        look.wrong().ifPresent(wrong::add);
        return new Look(look.ended(), joined(wrong));
    }

    /** Looks at these partitions; blocks. */
    public Look look(Collection<TopicPartition> partitions) throws InterruptedException {
        return look(partitions, _ -> true);
    }

    /**
     * As {@link #look(Collection)}, at some writers alone.
     *
     * @param writers says of a producer id whether it is one of ours
     */
    public synchronized Look look(Collection<TopicPartition> partitions, LongPredicate writers)
            throws InterruptedException {
        try {
            TransactionAdmin.Leaders leaders = kafka.leaders(partitions);
            List<OpenTransaction> open =
                    leaders.open().stream()
                            .filter(transaction -> writers.test(transaction.producerId()))
                            .toList();
            observations.keepOnly(leaders.lookedAt(), open, nanoTime.getAsLong());
            var wrong = new ArrayList<>(leaders.failures());
            int count = 0;
            for (Suspect suspect : suspects(open)) {
                count += act(suspect, wrong) ? 1 : 0;
            }
            return new Look(count, joined(wrong));
        } catch (ExecutionException | TimeoutException e) {
            return failed(e);
        }
    }

    private static Optional<String> joined(List<String> wrong) {
        return wrong.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", wrong));
    }

    private static Look failed(Exception e) {
        return new Look(
                0, Optional.of("open transactions cannot be looked for: " + KafkaWords.of(e)));
    }

    /** Whether a transaction of this producer hung, or seems to, on a partition looked at. */
    public synchronized boolean isSuspect(long producerId) {
        return ender.endedProducers().contains(producerId)
                || observations.all().stream().anyMatch(open -> open.producerId() == producerId);
    }

    /** Whether {@link #isSuspect} holds for anybody. */
    public synchronized boolean hasSuspects() {
        return !ender.endedProducers().isEmpty() || observations.size() > 0;
    }

    /** What is under observation on these partitions, in words; empty when nothing is. */
    public Optional<String> told(Collection<TopicPartition> partitions) {
        String words =
                observations.all().stream()
                        .filter(open -> partitions.contains(open.partition()))
                        .map(OpenTransaction::toString)
                        .sorted()
                        .collect(Collectors.joining("; "));
        return words.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "a transaction that no coordinator tells of is open on "
                                + words
                                + ", and is ended once it is proven to be nobody's");
    }

    /** How many open transactions are under observation. */
    public int observed() {
        return observations.size();
    }

    /** An open transaction that its coordinator does not count in, or that none tells of. */
    private record Suspect(OpenTransaction transaction, Verdict verdict) {}

    /**
     * Leaders are asked before the coordinators and after them: what is still open then was not
     * just being ended in between.
     */
    private List<Suspect> suspects(List<OpenTransaction> open)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (open.isEmpty()) {
            return List.of();
        }
        Coordinators coordinators =
                kafka.coordinators(
                        open.stream().map(OpenTransaction::producerId).collect(Collectors.toSet()));
        var suspects = new ArrayList<Suspect>();
        for (OpenTransaction transaction : open) {
            switch (Verdict.of(transaction, coordinators)) {
                case Verdict.Coordinated() -> observations.forget(transaction);
                case Verdict verdict -> suspects.add(new Suspect(transaction, verdict));
            }
        }
        return stillOpen(suspects);
    }

    private List<Suspect> stillOpen(List<Suspect> suspects)
            throws InterruptedException, TimeoutException {
        if (suspects.isEmpty()) {
            return List.of();
        }
        Set<TopicPartition> partitions =
                suspects.stream()
                        .map(suspect -> suspect.transaction().partition())
                        .collect(Collectors.toSet());
        var open = Set.copyOf(kafka.leaders(partitions).open());
        return suspects.stream().filter(suspect -> open.contains(suspect.transaction())).toList();
    }

    /** Whether it was ended. */
    private boolean act(Suspect suspect, List<String> wrong)
            throws InterruptedException, TimeoutException {
        try {
            return ender.act(suspect.transaction(), suspect.verdict(), wrong);
        } catch (ExecutionException e) {
            wrong.add(
                    "the transaction on %s cannot be ended: %s. %s"
                            .formatted(
                                    suspect.transaction(),
                                    KafkaWords.of(e),
                                    TransactionEnder.byHand(suspect.transaction())));
            return false;
        }
    }
}
