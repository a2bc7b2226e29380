package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.environment.Problems.Area;
import io.flaghoist.ingest.reconcile.Plan;
import io.flaghoist.ingest.reconcile.PlannedChange;
import io.flaghoist.ingest.reconcile.RecentNotices;
import io.flaghoist.ingest.reconcile.Reconciler;
import io.flaghoist.ingest.reconcile.UpstreamState;
import io.flaghoist.ingest.upstream.Listing;
import io.flaghoist.ingest.upstream.UpstreamSession;
import io.flaghoist.schemas.document.ApiKeyDocument;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.Cause;
import io.flaghoist.upstream.Answer;
import io.flaghoist.upstream.Backoff;
import io.flaghoist.upstream.Failure;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads all of an environment and decides what differs, when it is time to. The API keys come from
 * another service than flags and segments: once the environment is published, they are compared
 * whenever they arrive and never hold the others up. Confined to the worker's thread.
 */
final class FullReader {
    private static final Set<Domain> DATA = Set.of(Domain.FLAG, Domain.SEGMENT);
    private static final Set<Domain> KEYS = Set.of(Domain.API_KEY);

    /**
     * What a read led to.
     *
     * @param whole whether flags and segments were read, not only API keys that came late
     */
    record Decision(List<PlannedChange> changes, Cause cause, boolean whole) {}

    /** A read that is under way elsewhere, as it began. */
    private record Underway(
            Cause cause,
            boolean streamWasOpen,
            long startedNanos,
            CompletableFuture<Answer<List<ApiKeyDocument>>> keys) {}

    private final UpstreamSession session;
    private final Mailbox mailbox;
    private final WorkerTiming timing;
    private final EnvironmentWorker.Tools tools;
    private final Reconciler reconciler;
    private final StatusKeeper status;
    private final Timer next;
    private final Timer notBefore;
    private Backoff backoff;
    private boolean hasPublished;
    private boolean renewFirst;
    private boolean lastFailed;
    private boolean wasOpenAtLastRead;
    private @Nullable CompletableFuture<Answer<List<ApiKeyDocument>>> keysInFlight;
    private @Nullable Answer<List<ApiKeyDocument>> lateKeys;
    private @Nullable Underway underway;
    private @Nullable Answer<Listing> arrived;
    private boolean wantedMeanwhile;
    private Map<Set<Domain>, Plan> held = Map.of();

    FullReader(
            UpstreamSession session,
            Mailbox mailbox,
            WorkerTiming timing,
            EnvironmentWorker.Tools tools,
            RecentNotices recent,
            StatusKeeper status) {
        this.session = session;
        this.mailbox = mailbox;
        this.timing = timing;
        this.tools = tools;
        this.reconciler = new Reconciler(tools.holdRules(), recent);
        this.status = status;
        this.next = new Timer(tools.nanoTime());
        this.notBefore = new Timer(tools.nanoTime());
        this.backoff = timing.firstRetry();
        notBefore.in(0);
    }

    /** Nanoseconds until {@link #read} has something to do. */
    long remaining() {
        if (lateKeys != null || arrived != null) {
            return 0;
        }
        return underway != null ? Long.MAX_VALUE : next.remaining();
    }

    /** A read that is under way may have begun too early for what is wanted: another follows it. */
    void wantNow() {
        wantedMeanwhile |= underway != null;
        next.atLatestIn(0);
    }

    /** As soon as upstream may be asked again. */
    void wantSoon(String why) {
        status.doubt(why);
        wantedMeanwhile |= underway != null;
        next.atLatestIn(notBefore.remaining());
    }

    void renewFirst() {
        renewFirst = true;
    }

    /**
     * The log can be written (again): everything is compared with it.
     *
     * @param streamIsOpening then the read waits a moment, so that it comes after the stream
     */
    void logOpened(boolean streamIsOpening) {
        next.atLatestIn(streamIsOpening ? timing.openingGrace().toNanos() : 0);
    }

    void take(@Nullable Answer<List<ApiKeyDocument>> answer) {
        if (answer != null) {
            lateKeys = answer;
        }
    }

    /** What the read that was under way brought. */
    void arrived(@Nullable Answer<Listing> answer) {
        if (answer != null) {
            arrived = answer;
        }
    }

    boolean lastFailed() {
        return lastFailed;
    }

    boolean hasPublished() {
        return hasPublished;
    }

    /** Whether the stream was open before the last successful read began. */
    boolean wasOpenAtLastRead() {
        return wasOpenAtLastRead;
    }

    Stream<Plan> held() {
        return held.values().stream();
    }

    /** Begins what is due, and decides on what has arrived; null when nothing came of it yet. */
    @Nullable Decision read(EnvironmentImage image, boolean streamIsOpen) {
        Underway begun = underway;
        Answer<Listing> answer = arrived;
        if (begun != null && answer != null) {
            underway = null;
            arrived = null;
            return finish(image, begun, answer);
        }
        if (lateKeys != null) {
            return compareLateKeys(image, cause(streamIsOpen));
        }
        if (begun == null && next.isDue()) {
            begin(streamIsOpen);
        }
        return null;
    }

    private void begin(boolean streamIsOpen) {
        wantedMeanwhile = false;
        status.readBegins();
        underway =
                new Underway(
                        cause(streamIsOpen),
                        streamIsOpen,
                        tools.nanoTime().getAsLong(),
                        readKeys());
        boolean renew = renewFirst;
        var _ =
                CompletableFuture.supplyAsync(() -> listing(renew), tools.blocking())
                        .exceptionally(FullReader::unforeseen)
                        .thenAccept(mailbox::listing);
    }

    private Answer<Listing> listing(boolean renew) {
        return renew ? session.renewToken().then(_ -> session.listing()) : session.listing();
    }

    private static Answer<Listing> unforeseen(Throwable e) {
        return new Answer.Failed<>("a full read", new Failure.Unreadable(String.valueOf(e)));
    }

    private @Nullable Decision finish(
            EnvironmentImage image, Underway begun, Answer<Listing> answer) {
        return switch (answer) {
            case Answer.Failed<Listing> failed -> {
                failed(Area.READ, failed);
                yield null;
            }
            case Answer.Fetched<Listing>(var listing) -> {
                renewFirst = false;
                wasOpenAtLastRead = begun.streamWasOpen();
                yield compare(image, listing, begun.keys(), begun.cause(), begun.startedNanos());
            }
        };
    }

    private Cause cause(boolean streamIsOpen) {
        if (!hasPublished) {
            return Cause.START;
        }
        return streamIsOpen ? Cause.RECONCILE : Cause.POLL;
    }

    /** One read of the API keys at a time. */
    private CompletableFuture<Answer<List<ApiKeyDocument>>> readKeys() {
        CompletableFuture<Answer<List<ApiKeyDocument>>> running = keysInFlight;
        if (running == null) {
            running = CompletableFuture.supplyAsync(session::apiKeys, tools.blocking());
            keysInFlight = running;
        }
        return running;
    }

    private @Nullable Decision compare(
            EnvironmentImage image,
            Listing listing,
            CompletableFuture<Answer<List<ApiKeyDocument>>> keys,
            Cause cause,
            long startedNanos) {
        if (image.isComplete() && !keys.isDone()) {
            var _ = keys.thenAccept(mailbox::apiKeys);
            return decide(image, listing, DATA, List.of(), cause, startedNanos);
        }
        keysInFlight = null;
        return switch (keys.join()) {
            case Answer.Fetched<List<ApiKeyDocument>>(var apiKeys) -> {
                status.problems().clear(Area.API_KEYS);
                yield decide(
                        image,
                        listing,
                        EnumSet.of(Domain.FLAG, Domain.SEGMENT, Domain.API_KEY),
                        apiKeys,
                        cause,
                        startedNanos);
            }
            case Answer.Failed<List<ApiKeyDocument>> failed when image.isComplete() -> {
                status.problems().raise(Area.API_KEYS, failed.words());
                yield decide(image, listing, DATA, List.of(), cause, startedNanos);
            }
            case Answer.Failed<List<ApiKeyDocument>> failed -> {
                status.problems()
                        .raise(
                                Area.API_KEYS,
                                failed.words()
                                        + "; without API keys the environment is not published for the first time");
                failed(Area.API_KEYS, failed);
                yield null;
            }
        };
    }

    private Decision decide(
            EnvironmentImage image,
            Listing listing,
            Set<Domain> covered,
            List<ApiKeyDocument> apiKeys,
            Cause cause,
            long startedNanos) {
        var documents = new ArrayList<Document>(listing.documents());
        documents.addAll(apiKeys);
        Plan plan =
                reconciler.plan(
                        image,
                        UpstreamState.of(listing.names(), covered, documents, listing.refused()),
                        startedNanos);
        status.refusedByRead(listing.refused());
        remember(covered, plan);
        return new Decision(plan.changes(), cause, true);
    }

    private @Nullable Decision compareLateKeys(EnvironmentImage image, Cause cause) {
        Answer<List<ApiKeyDocument>> answer = lateKeys;
        lateKeys = null;
        keysInFlight = null;
        return switch (answer) {
            case null -> null;
            case Answer.Failed<List<ApiKeyDocument>> failed -> {
                status.problems().raise(Area.API_KEYS, failed.words());
                yield null;
            }
            case Answer.Fetched<List<ApiKeyDocument>>(var apiKeys) -> {
                status.problems().clear(Area.API_KEYS);
                Plan plan =
                        reconciler.plan(
                                image,
                                UpstreamState.of(session.names(), KEYS, apiKeys, List.of()),
                                tools.nanoTime().getAsLong());
                remember(KEYS, plan);
                yield new Decision(plan.changes(), cause, false);
            }
        };
    }

    /** What a read of some domains holds stays, until those domains are read again. */
    private void remember(Set<Domain> covered, Plan plan) {
        Map<Set<Domain>, Plan> kept =
                held.entrySet().stream()
                        .filter(entry -> !covered.containsAll(entry.getKey()))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        kept.put(Set.copyOf(covered), plan);
        held = kept;
        tools.metrics().fullRead(session.environment(), "compared");
    }

    private void failed(Area area, Answer.Failed<?> failed) {
        tools.metrics().fullRead(session.environment(), "failed");
        lastFailed = true;
        status.problems().raise(area, failed.words());
        long delay = backoff.delay(tools.random(), failed.why().retryAfter()).toNanos();
        backoff = backoff.next();
        next.in(delay);
        notBefore.in(delay);
    }

    /** The decision's changes are in the log. */
    void published(Decision decision) {
        Optional<Long> lookAgain =
                held().flatMap(plan -> plan.lookAgain().stream())
                        .map(wait -> wait.toNanos())
                        .min(Long::compare);
        if (decision.whole()) {
            hasPublished = true;
            lastFailed = false;
            backoff = timing.firstRetry();
            status.problems().clear(Area.READ);
            status.read();
            next.in(timing.nextReadNanos(tools.random()));
            notBefore.in(timing.firstRetry().ceiling().toNanos());
            if (wantedMeanwhile) {
                next.atLatestIn(0);
            }
        }
        lookAgain.ifPresent(next::atLatestIn);
    }
}
