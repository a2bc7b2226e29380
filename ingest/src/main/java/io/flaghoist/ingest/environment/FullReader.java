package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.environment.Problems.Area;
import io.flaghoist.ingest.metrics.IngestMetrics.Metric;
import io.flaghoist.ingest.reconcile.HeldRemovals;
import io.flaghoist.ingest.reconcile.PlannedChange;
import io.flaghoist.ingest.reconcile.RecentNotices;
import io.flaghoist.ingest.reconcile.Reconciler;
import io.flaghoist.ingest.reconcile.Reconciler.Plan;
import io.flaghoist.ingest.reconcile.RefusedDocument;
import io.flaghoist.ingest.reconcile.UpstreamState;
import io.flaghoist.ingest.upstream.EnvironmentSource;
import io.flaghoist.ingest.upstream.EnvironmentSource.Listing;
import io.flaghoist.saas.Answer;
import io.flaghoist.schemas.HashedApiKey;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads all of an environment and decides what differs, when it is time to. The lists are read
 * independently: what was read is compared and published, whatever becomes of the others. Only the
 * first publication waits for all of them. Confined to the worker's thread.
 */
final class FullReader {
    private static final Set<Domain> DATA = Set.of(Domain.FLAG, Domain.SEGMENT);

    /**
     * What reads led to.
     *
     * @param begun how the reads began, by domain
     * @param lookAgain when another read can settle what is held
     */
    record Decision(
            List<PlannedChange> changes,
            Cause cause,
            Map<Domain, ListReader.Start> begun,
            Optional<Duration> lookAgain) {}

    private final EnvironmentSource source;
    private final WorkerDependencies shared;
    private final Reconciler reconciler;
    private final StatusKeeper status;
    private final ListReaders lists;
    private final Map<Domain, ListReader.Start> inLog = new EnumMap<>(Domain.class);
    private final Map<Domain, Map<DocumentKey, String>> held = new EnumMap<>(Domain.class);
    private final Function<EnvironmentImage, Cause> firstCause;
    private boolean hasPublished;

    /**
     * Nothing is read yet.
     *
     * @param firstCause of the first publication into a log in this state
     */
    FullReader(
            EnvironmentSource source,
            SourceRequests requests,
            WorkerDependencies shared,
            RecentNotices recent,
            StatusKeeper status,
            Function<EnvironmentImage, Cause> firstCause) {
        this.source = source;
        this.shared = shared;
        this.firstCause = firstCause;
        this.reconciler = new Reconciler(shared.holdRules(), recent);
        this.status = status;
        this.lists = new ListReaders(requests, shared, status::readBegins);
    }

    /** Nanoseconds until {@link #read} has something to do. */
    long remaining(EnvironmentImage image) {
        return lists.remaining(image.isComplete());
    }

    /** As soon as upstream may be asked again. */
    void wantSoon(String why) {
        status.doubt(why);
        lists.wantRoundSoon();
    }

    ListReaders lists() {
        return lists;
    }

    /**
     * The log can be written (again): everything is compared with it.
     *
     * @param inNanos a delay for the stream to open, so that the reads begin after it
     */
    void logOpened(long inNanos) {
        inLog.clear();
        lists.forget();
        lists.wantRound(inNanos);
        lists.wantKeys(0);
    }

    /** Whether all lists that are in the log were asked for since then. */
    boolean isInLogSince(long nanos) {
        return Stream.of(Domain.FLAG, Domain.SEGMENT, Domain.API_KEY)
                .map(inLog::get)
                .allMatch(begun -> begun != null && begun.startedNanos() - nanos >= 0);
    }

    /** What is published next is a first publication. */
    void beginAnew() {
        hasPublished = false;
        logOpened(0);
    }

    /** What a read that was under way brought. */
    void arrived(Domain domain, Answer<Listing> answer) {
        lists.arrived(domain, answer);
        shared.metrics()
                .count(
                        Metric.LIST_READS,
                        source.environment(),
                        domain.word(),
                        answer instanceof Answer.Fetched ? "read" : "failed");
        if (answer instanceof Answer.Failed && domain != Domain.API_KEY) {
            shared.metrics().count(Metric.FULL_READS, source.environment(), "failed");
        }
        reportFailures();
    }

    private void reportFailures() {
        report(Area.READ, lists.dataFailure());
        report(
                Area.API_KEYS,
                lists.keysFailure()
                        .map(words ->
                                hasPublished
                                        ? words
                                        : words
                                                + "; without API keys an environment is not published for the first time"));
    }

    private void report(Area area, Optional<String> words) {
        words.ifPresentOrElse(
                what -> status.problems().raise(area, what), () -> status.problems().clear(area));
    }

    boolean hasPublished() {
        return hasPublished;
    }

    /** Whether the stream was open before the last reads that are in the log began. */
    boolean wasOpenAtLastRead() {
        return readsInLog().size() == DATA.size()
                && readsInLog().stream().allMatch(ListReader.Start::streamWasOpen);
    }

    /** Of flags and segments, as far as they are. */
    private List<ListReader.Start> readsInLog() {
        return DATA.stream().map(inLog::get).filter(Objects::nonNull).toList();
    }

    HeldRemovals heldRemovals() {
        return reconciler.heldRemovals();
    }

    /** What is not believed yet besides removals, and why. */
    Map<DocumentKey, String> held() {
        var all = new HashMap<DocumentKey, String>();
        held.values().forEach(all::putAll);
        return all;
    }

    /** Begins what is due, and decides on what has arrived; null when nothing came of it yet. */
    @Nullable Decision read(EnvironmentImage image, boolean streamIsOpen) {
        lists.begin(streamIsOpen);
        Set<Domain> ready = lists.ready(image.isComplete());
        return ready.isEmpty() ? null : decide(image, ready, streamIsOpen);
    }

    private Decision decide(EnvironmentImage image, Set<Domain> ready, boolean streamIsOpen) {
        var begun = new EnumMap<Domain, ListReader.Start>(Domain.class);
        var documents = new ArrayList<Document>();
        var refused = new ArrayList<RefusedDocument>();
        var working = new HashSet<HashedApiKey>();
        for (Domain domain : ready) {
            lists.got(domain)
                    .ifPresent(got -> {
                        begun.put(domain, got.begun());
                        documents.addAll(got.listing().documents());
                        working.addAll(got.listing().workingKeys());
                        refused.addAll(got.listing().refused());
                    });
        }
        var state =
                UpstreamState.of(source.names(), begun.keySet(), documents, refused)
                        .accepting(working);
        long now = shared.nanos();
        long started =
                begun.values().stream()
                        .mapToLong(ListReader.Start::startedNanos)
                        .reduce(now, (a, b) -> a - b < 0 ? a : b);
        Plan plan = reconciler.plan(image, state, started);
        status.refused().byRead(ready, refused);
        remember(ready, plan);
        if (ready.stream().anyMatch(DATA::contains)) {
            shared.metrics().count(Metric.FULL_READS, source.environment(), "compared");
        }
        Cause cause = streamIsOpen ? Cause.RECONCILE : Cause.POLL;
        return new Decision(
                plan.changes(),
                hasPublished ? cause : firstCause.apply(image),
                begun,
                plan.lookAgain());
    }

    /** What a read of some domains holds stays, until those domains are read again. */
    private void remember(Set<Domain> covered, Plan plan) {
        for (Domain domain : covered) {
            held.put(
                    domain,
                    plan.held().entrySet().stream()
                            .filter(entry -> entry.getKey().domain() == domain)
                            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
        }
    }

    /** The decision's changes are in the log. */
    void published(Decision decision) {
        Set<Domain> domains = decision.begun().keySet();
        status.refused().attempted(domains, decision.changes());
        decision.begun()
                .forEach((domain, begun) -> {
                    lists.forget(domain);
                    inLog.put(domain, begun);
                });
        ListReader.Start keys = decision.begun().get(Domain.API_KEY);
        if (keys != null) {
            lists.wantKeysInTime();
            status.keysAreInLog(keys.read().began());
        }
        List<ListReader.Start> reads = readsInLog();
        if (reads.size() == DATA.size() && domains.stream().anyMatch(DATA::contains)) {
            hasPublished = true;
            reportFailures();
            status.read(reads.stream().map(ListReader.Start::read).toList());
        }
        decision.lookAgain()
                .ifPresent(wait -> {
                    lists.wantRound(wait.toNanos());
                    lists.wantKeys(wait.toNanos());
                });
    }
}
