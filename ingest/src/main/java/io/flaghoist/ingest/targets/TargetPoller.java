package io.flaghoist.ingest.targets;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.ingest.metrics.IngestMetrics.Metric;
import io.flaghoist.ingest.upstream.ListPage;
import io.flaghoist.saas.Answer;
import io.flaghoist.saas.Backoff;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.record.TargetCodec;
import io.flaghoist.schemas.record.TargetRecord;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.OneProblem;
import io.flaghoist.service.SupervisedLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the targets topic of one environment equal to what the admin service lists, on a thread of
 * its own: page by page, so that no more than a page of attributes is ever held. A poll that fails
 * removes nothing.
 */
final class TargetPoller implements AutoCloseable {
    /** Records in one transaction. */
    private static final int CHUNK = 500;

    /** Far above any environment: an endless list must end here, and memory is bounded. */
    private static final int MAX_TARGETS = 1_000_000;

    private static final double JITTER = 0.2;
    private static final Duration LONGEST_REST = Duration.ofSeconds(1);

    /** A million targets are ten thousand pages. */
    private static final Duration LONGEST_POLL = Duration.ofHours(1);

    private final EnvironmentId environment;
    private final IntFunction<Answer<ListPage<JsonNode>>> pages;
    private final BooleanSupplier isPaused;
    private final TargetPollers.Dependencies uses;
    private final OneProblem problem;
    private final SupervisedLoop loop;
    private Backoff ofUpstream;
    private Backoff ofKafka;
    private Duration wait = Duration.ZERO;
    private TargetTable table;
    private long next;
    private volatile TargetPollers.TargetStatus status;

    /**
     * Polls nothing yet.
     *
     * @param pages reads one page of the list, numbered from 0; blocks
     * @param isPaused whether polling is suspended because the environment is retired
     */
    TargetPoller(
            EnvironmentId environment,
            IntFunction<Answer<ListPage<JsonNode>>> pages,
            BooleanSupplier isPaused,
            TargetPollers.Dependencies uses) {
        this.environment = environment;
        this.pages = pages;
        this.isPaused = isPaused;
        this.uses = uses;
        this.table = uses.emptyTable();
        this.problem =
                new OneProblem(
                        "Targets of environment " + environment,
                        "the targets on the topic stay as they are; flags are not affected",
                        "upstream.adminService, upstream.adminServiceToken and Kafka; this principal's permissions on the"
                                + " environment's targets topic",
                        uses.clock());
        this.status =
                new TargetPollers.TargetStatus(
                        environment, 0, Optional.empty(), 0, Optional.empty(), Optional.empty());
        this.ofUpstream = uses.firstRetry();
        this.ofKafka = uses.kafkaRetry();
        this.loop =
                uses.supervisor()
                        .loop(
                                LoopSpec.of(
                                                "ingest-targets",
                                                "the targets of this environment on their topic stay as they are")
                                        .ofInstance(environment.value())
                                        .within(LONGEST_POLL),
                                this::turn);
    }

    void start() {
        loop.start();
    }

    /** Its state; any thread. */
    TargetPollers.TargetStatus status() {
        return status;
    }

    /** Polls, or rests for a while until it is time to. */
    private void turn() throws InterruptedException {
        if (wait.isPositive()) {
            Duration some = wait.compareTo(LONGEST_REST) < 0 ? wait : LONGEST_REST;
            Thread.sleep(some);
            wait = wait.minus(some);
            return;
        }
        if (isPaused.getAsBoolean()) {
            problem.clear();
            wait = LONGEST_REST;
            return;
        }
        try {
            poll();
            ofUpstream = uses.firstRetry();
            ofKafka = uses.kafkaRetry();
            wait = untilNext();
        } catch (PollFailedException e) {
            failed(e);
            wait = retry(e);
        }
    }

    private Duration retry(PollFailedException e) {
        Backoff backoff = e.isOfTheLog() ? ofKafka : ofUpstream;
        if (e.isOfTheLog()) {
            ofKafka = backoff.next();
        } else {
            ofUpstream = backoff.next();
        }
        return backoff.delay(uses.random(), e.retryAfter());
    }

    private Duration untilNext() {
        double share = uses.random().nextDouble(1 - JITTER, 1 + JITTER);
        return Duration.ofNanos((long) (uses.interval().toNanos() * share));
    }

    private void failed(PollFailedException e) {
        if (e.isOfTheLog()) { // the contents of the topic are unknown: it is read again
            table = uses.emptyTable();
            next = 0;
        }
        uses.metrics().count(Metric.TARGET_POLLS, environment, "failed");
        problem.raise(String.valueOf(e.getMessage()));
        TargetPollers.TargetStatus before = status;
        status =
                new TargetPollers.TargetStatus(
                        environment,
                        before.listed(),
                        before.comparedAt(),
                        before.held(),
                        before.brake(),
                        problem.current());
    }

    /** One comparison; as a test does it without waiting. */
    void poll() throws InterruptedException, PollFailedException {
        long ownership = catchUp();
        table.begin(uses.clock().millis());
        int number = 0;
        while (publishes(ownership, page(number))) {
            number++;
        }
        TargetTable.Vanished vanished = table.vanished(uses.nanoTime().getAsLong());
        remove(ownership, vanished.remove());
        compared(vanished);
    }

    /** Edges write to the topic too: what they saw meanwhile must not be removed. */
    private long catchUp() throws InterruptedException, PollFailedException {
        TargetLog.Contents read = uses.log().read(environment, next, table);
        next = read.next();
        return read.ownership();
    }

    private ListPage<JsonNode> page(int number) throws PollFailedException {
        return switch (pages.apply(number)) {
            case Answer.Fetched<ListPage<JsonNode>>(var page) -> page;
            case Answer.Failed<ListPage<JsonNode>> failed ->
                    throw PollFailedException.ofUpstream(failed.words(), failed.why().retryAfter());
        };
    }

    /** Returns whether there is another page to ask for. */
    private boolean publishes(long ownership, ListPage<JsonNode> page)
            throws InterruptedException, PollFailedException {
        boolean isNew = publish(ownership, page.elements());
        if (!isNew && page.more() == ListPage.More.YES) {
            throw PollFailedException.ofUpstream(
                    "the list of targets (admin service) repeats itself", Optional.empty());
        }
        return isNew && page.more() != ListPage.More.NO;
    }

    /** Returns whether there was anything new among {@code listed}. */
    private boolean publish(long ownership, List<JsonNode> listed)
            throws InterruptedException, PollFailedException {
        long now = uses.clock().millis();
        var due = new ArrayList<TargetRecord>();
        int repeated = 0;
        for (JsonNode target : listed) {
            @Nullable TargetRecord record =
                    ListedTargets.record(target, uses.settings().privateAttributes(), now)
                            .orElse(null);
            if (record == null) {
                uses.metrics().count(Metric.TARGETS_REFUSED, environment);
            } else if (table.isListed(record.identifier())) {
                repeated++;
            } else if (table.isDue(record, now)) {
                due.add(record);
            }
        }
        if (repeated == listed.size()) {
            return false;
        }
        if (table.size() + due.size() > MAX_TARGETS) {
            throw PollFailedException.ofUpstream(
                    "more than " + MAX_TARGETS + " targets", Optional.empty());
        }
        for (List<TargetRecord> chunk : chunks(due)) {
            write(
                    ownership,
                    chunk.stream().map(target -> TargetCodec.encode(environment, target)).toList(),
                    "saved");
            chunk.forEach(target -> table.wrote(target, now));
        }
        return true;
    }

    private void remove(long ownership, List<String> identifiers)
            throws InterruptedException, PollFailedException {
        for (List<String> chunk : chunks(identifiers)) {
            write(
                    ownership,
                    chunk.stream()
                            .map(gone -> TargetCodec.encodeRemoved(environment, gone))
                            .toList(),
                    "removed");
            chunk.forEach(table::removed);
        }
    }

    private void write(long ownership, List<LogRecord> records, String kind)
            throws InterruptedException, PollFailedException {
        uses.log().write(environment, ownership, records);
        uses.metrics().add(records.size(), Metric.TARGET_CHANGES, environment, kind);
    }

    private void compared(TargetTable.Vanished vanished) {
        problem.clear();
        uses.metrics().count(Metric.TARGET_POLLS, environment, "compared");
        uses.metrics().set(Metric.TARGETS_LISTED, environment, table.listed());
        uses.metrics().set(Metric.TARGETS_HELD, environment, vanished.held());
        status =
                new TargetPollers.TargetStatus(
                        environment,
                        table.listed(),
                        Optional.of(Instant.ofEpochMilli(uses.clock().millis())),
                        vanished.held(),
                        vanished.brake(),
                        Optional.empty());
    }

    private static <T> List<List<T>> chunks(List<T> all) {
        var chunks = new ArrayList<List<T>>();
        for (int from = 0; from < all.size(); from += CHUNK) {
            chunks.add(all.subList(from, Math.min(all.size(), from + CHUNK)));
        }
        return chunks;
    }

    void stop() {
        loop.interrupt();
    }

    @Override
    public void close() {
        loop.close();
    }
}
