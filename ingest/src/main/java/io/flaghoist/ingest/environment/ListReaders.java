package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.upstream.EnvironmentSource.Listing;
import io.flaghoist.saas.Answer;
import io.flaghoist.schemas.document.Domain;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * When which list of an environment is read, and which of those that were read wait for no other.
 * Flags and segments belong together: a round reads both, and what was read of one waits a moment
 * for the other. Confined to the worker's thread.
 */
final class ListReaders {
    private final WorkerTiming timing;
    private final RandomGenerator random;
    private final LongSupplier nanoTime;
    private final ListReader flags;
    private final ListReader segments;
    private final ListReader keys;
    private final List<ListReader> all;
    private final Timer round;
    private final Timer notBefore;

    ListReaders(
            SourceRequests requests, WorkerDependencies shared, Supplier<ProofKeeper.Read> begins) {
        this.timing = shared.timing();
        this.random = shared.random();
        this.nanoTime = shared.nanoTime();
        this.round = new Timer(nanoTime);
        this.notBefore = new Timer(nanoTime);
        this.flags = new ListReader(Domain.FLAG, requests, begins, shared);
        this.segments = new ListReader(Domain.SEGMENT, requests, begins, shared);
        this.keys = new ListReader(Domain.API_KEY, requests, begins, shared);
        this.all = List.of(flags, segments, keys);
        notBefore.in(0);
    }

    /** Flags and segments, at the latest so soon. */
    void wantRound(long inNanos) {
        round.atLatestIn(inNanos);
    }

    /** Flags and segments, as soon as upstream may be asked again. */
    void wantRoundSoon() {
        round.atLatestIn(notBefore.remaining());
    }

    void wantKeys(long inNanos) {
        keys.want(inNanos);
    }

    void wantKeysInTime() {
        keys.want(timing.nextKeysNanos(random));
    }

    /** What was read is discarded. */
    void forget() {
        all.forEach(ListReader::forget);
    }

    void forget(Domain domain) {
        of(domain).forget();
    }

    private ListReader of(Domain domain) {
        return switch (domain) {
            case FLAG -> flags;
            case SEGMENT -> segments;
            case API_KEY -> keys;
            case ENVIRONMENT -> throw new IllegalArgumentException("it is not listed");
        };
    }

    /** Nanoseconds until {@link #begin} or {@link #ready} has something to do. */
    long remaining(boolean isComplete) {
        long next = ready(isComplete).isEmpty() ? untilGraceIsOver() : 0;
        next = Math.min(next, round.remaining());
        for (ListReader list : all) {
            next = Math.min(next, list.remaining());
        }
        return next;
    }

    void begin(boolean streamIsOpen) {
        if (round.isDue()) {
            round.in(timing.nextReadNanos(random));
            notBefore.in(timing.firstRetry().ceiling().toNanos());
            flags.want(0);
            segments.want(timing.listGrace().toNanos());
        }
        all.forEach(list -> list.beginIfDue(streamIsOpen));
    }

    /** What a read that was under way brought. */
    void arrived(Domain domain, Answer<Listing> answer) {
        of(domain).arrived(answer);
        if (domain == Domain.FLAG && segments.remaining() <= timing.listGrace().toNanos()) {
            // Whatever segment the flags name was there when the segments are read.
            segments.want(0);
        }
        if (answer instanceof Answer.Fetched && domain != Domain.API_KEY) {
            upstreamAnswered();
        }
    }

    /** The result of a read is discarded. */
    void ignore(Domain domain) {
        of(domain).ignore();
    }

    /** SaaS answers: retries begin short again. */
    void upstreamAnswered() {
        flags.encourage();
        segments.encourage();
    }

    /** The lists that were read and wait for no other. An environment is first published whole. */
    Set<Domain> ready(boolean isComplete) {
        Set<Domain> got = EnumSet.noneOf(Domain.class);
        all.stream().filter(list -> list.got() != null).forEach(list -> got.add(list.domain()));
        if (!isComplete) {
            return got.size() == all.size() ? got : Set.of();
        }
        long grace = untilGraceIsOver();
        if (grace > 0 && grace < Long.MAX_VALUE) {
            got.remove(Domain.FLAG);
            got.remove(Domain.SEGMENT);
        }
        return got;
    }

    /** What was read of a list and is not in the log yet. */
    Optional<ListReader.Result> got(Domain domain) {
        return Optional.ofNullable(of(domain).got());
    }

    /** How long flags or segments, read alone, wait for the other; forever when none waits. */
    private long untilGraceIsOver() {
        ListReader.Result ofFlags = flags.got();
        ListReader.Result ofSegments = segments.got();
        ListReader.Result one = ofFlags == null ? ofSegments : ofFlags;
        ListReader other = ofFlags == null ? flags : segments;
        boolean isAlone = (ofFlags == null) != (ofSegments == null);
        if (one == null || !isAlone || (!other.isUnderway() && other.remaining() > 0)) {
            return Long.MAX_VALUE; // none waits: the other is there too, or fails, or is not wanted
        }
        long waited = nanoTime.getAsLong() - one.arrivedNanos();
        return Math.max(0, timing.listGrace().toNanos() - waited);
    }

    /** Why flags or segments are not given, in words. */
    Optional<String> dataFailure() {
        return List.of(flags, segments).stream()
                .flatMap(list -> list.failure().stream())
                .map(Answer.Failed::words)
                .distinct()
                .reduce((a, b) -> a + "; " + b);
    }

    /** Why the API keys are not given, in words. */
    Optional<String> keysFailure() {
        return keys.failure().map(Answer.Failed::words);
    }

    /** Whether SaaS gives neither flags nor segments. */
    boolean isDown() {
        return flags.isFailing() && (segments.isFailing() || segments.isUnderway());
    }
}
