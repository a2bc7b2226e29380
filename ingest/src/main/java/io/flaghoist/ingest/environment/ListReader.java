package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.upstream.EnvironmentSource.Listing;
import io.flaghoist.saas.Answer;
import io.flaghoist.saas.Backoff;
import io.flaghoist.schemas.document.Domain;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One list of an environment, read over and over, whatever becomes of the others; at most one read
 * at a time. Confined to the worker's thread.
 */
final class ListReader {
    /** How a read began. */
    record Start(boolean streamWasOpen, ProofKeeper.Read read) {
        /** By the monotonic clock. */
        long startedNanos() {
            return read.began().nanos();
        }
    }

    /** What a read brought, and is not in the log yet. */
    record Result(Listing listing, Start begun, long arrivedNanos) {}

    private final Domain domain;
    private final SourceRequests requests;
    private final Supplier<ProofKeeper.Read> begins;
    private final Backoff firstRetry;
    private final RandomGenerator random;
    private final LongSupplier nanoTime;
    private final Timer next;
    private final Timer asked;
    private Backoff backoff;
    private boolean wantedMeanwhile;
    private @Nullable Start underway;
    private @Nullable Result got;
    private Answer.@Nullable Failed<Listing> failure;

    /**
     * Not wanted yet.
     *
     * @param begins called when a read begins
     */
    ListReader(
            Domain domain,
            SourceRequests requests,
            Supplier<ProofKeeper.Read> begins,
            WorkerDependencies shared) {
        this.domain = domain;
        this.requests = requests;
        this.begins = begins;
        this.firstRetry = shared.timing().firstRetry();
        this.random = shared.random();
        this.nanoTime = shared.nanoTime();
        this.backoff = firstRetry;
        this.next = new Timer(nanoTime);
        this.asked = new Timer(nanoTime);
        asked.in(0);
    }

    Domain domain() {
        return domain;
    }

    /** Nanoseconds until it is to be read; {@code Long.MAX_VALUE} while it is. */
    long remaining() {
        return underway != null ? Long.MAX_VALUE : next.remaining();
    }

    /**
     * To be read at the latest so soon, unless upstream asked to wait longer. A read that is under
     * way may have begun too early for what is wanted: another follows it.
     */
    void want(long inNanos) {
        wantedMeanwhile |= underway != null && inNanos == 0;
        next.atLatestIn(Math.max(inNanos, asked.remaining()));
    }

    /** Upstream answers again: what waits because of failures waits no longer than at first. */
    void encourage() {
        if (failure != null) {
            backoff = firstRetry;
            next.atLatestIn(
                    Math.max(
                            firstRetry.delay(random, Optional.empty()).toNanos(),
                            asked.remaining()));
        }
    }

    void beginIfDue(boolean streamIsOpen) {
        if (underway != null || !next.isDue()) {
            return;
        }
        next.never();
        wantedMeanwhile = false;
        underway = new Start(streamIsOpen, begins.get());
        requests.list(domain);
    }

    /** What the read that was under way brought. */
    void arrived(Answer<Listing> answer) {
        Start begun = underway;
        underway = null;
        if (begun == null) {
            return;
        }
        switch (answer) {
            case Answer.Fetched<Listing>(var listing) -> {
                got = new Result(listing, begun, nanoTime.getAsLong());
                failure = null;
                backoff = firstRetry;
                if (wantedMeanwhile) {
                    next.atLatestIn(0);
                }
            }
            case Answer.Failed<Listing> failed -> failed(failed);
        }
    }

    /** The result of the read under way is discarded. */
    void ignore() {
        underway = null;
        got = null;
        failure = null;
        backoff = firstRetry;
    }

    private void failed(Answer.Failed<Listing> failed) {
        failure = failed;
        failed.why().retryAfter().ifPresent(wait -> asked.in(wait.toNanos()));
        next.in(backoff.delay(random, failed.why().retryAfter()).toNanos());
        backoff = backoff.next();
    }

    /** What was read and is not in the log yet; a later read replaces it. */
    @Nullable Result got() {
        return got;
    }

    /** What was read is in the log, or outdated. */
    void forget() {
        got = null;
    }

    boolean isUnderway() {
        return underway != null;
    }

    boolean isFailing() {
        return failure != null;
    }

    /** Why the last read failed; empty unless it did. */
    Optional<Answer.Failed<Listing>> failure() {
        return Optional.ofNullable(failure);
    }
}
