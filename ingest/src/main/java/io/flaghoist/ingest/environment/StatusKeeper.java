package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.environment.Problems.Area;
import io.flaghoist.ingest.reconcile.PlannedChange;
import io.flaghoist.ingest.reconcile.RefusedDocument;
import io.flaghoist.ingest.reconcile.RemovalHold;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.document.EnvironmentDocument;
import io.flaghoist.schemas.document.EnvironmentNames;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.Heartbeat.Upstream;
import io.flaghoist.schemas.record.OrderOutcome;
import io.flaghoist.service.Moment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maintains the status of one environment. Written by the worker's thread, read by any. */
final class StatusKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(StatusKeeper.class);

    private final EnvironmentId environment;
    private final WorkerDependencies shared;
    private final Problems problems;
    private final ProofKeeper proofs;
    private final Map<DocumentKey, RefusedDocument> refusedByKafka = new HashMap<>();
    private List<RefusedDocument> refused = List.of();
    private EnvironmentImage image;
    private long epoch;
    private List<OrderOutcome> orders = List.of();
    private Optional<EnvironmentNames> names = Optional.empty();
    private boolean retired;
    private String historyHash = "";
    private Upstream upstream = Upstream.CONNECTING;
    private long since;
    private long lastReadAt;

    /** Held when the last source vanished: the proof of that time does not cover it. */
    private Map<String, String> heldBefore = Map.of();

    private volatile EnvironmentStatus current;

    StatusKeeper(EnvironmentId environment, WorkerDependencies shared, ProofKeeper proofs) {
        this.environment = environment;
        this.proofs = proofs;
        this.shared = shared;
        this.problems = new Problems(environment, shared.clock(), shared.metrics());
        this.image = EnvironmentImage.empty(environment);
        this.since = shared.clock().millis();
        this.current = status(Map.of(), Optional.empty());
    }

    EnvironmentStatus current() {
        return current;
    }

    Problems problems() {
        return problems;
    }

    ProofKeeper proofs() {
        return proofs;
    }

    void stands(LogTail tail) {
        image = tail.image();
        epoch = tail.epoch();
        historyHash = tail.previousHash();
    }

    /** A read of a list begins. */
    ProofKeeper.Read readBegins() {
        return proofs.readBegins(Moment.now(shared.clock(), shared.nanoTime()));
    }

    /** The list of SDK keys whose read began then is in the log. */
    void keysAreInLog(Moment began) {
        proofs.keysAreInLog(began);
    }

    /** All that these reads brought, one of each list that the stream covers, is in the log. */
    void read(List<ProofKeeper.Read> reads) {
        proofs.readIsInLog(reads);
        lastReadAt = shared.clock().millis();
        shared.metrics().fullReadInLog(environment, lastReadAt);
    }

    void doubt(String why) {
        proofs.doubt();
        LOG.debug("Environment {}: everything is read again: {}", environment, why);
    }

    /** What a read of those domains could not bring into shape; of others it says nothing. */
    void refusedByRead(Set<Domain> covered, List<RefusedDocument> some) {
        replaceRefused(document -> covered.contains(document.domain()), some);
    }

    void refusedByNotice(List<RefusedDocument> some) {
        for (RefusedDocument document : some) {
            if (!refused.contains(document)) {
                replaceRefused(
                        other -> isOf(other, document.domain(), document.identifier()),
                        List.of(document));
            }
        }
    }

    /** The document under {@code key} is in the log as upstream has it. */
    void accepted(DocumentKey key) {
        replaceRefused(document -> isOf(document, key.domain(), key.identifier()), List.of());
    }

    private void replaceRefused(Predicate<RefusedDocument> outdated, List<RefusedDocument> latest) {
        latest.stream().filter(document -> !refused.contains(document)).forEach(this::tell);
        var all = new ArrayList<>(refused);
        all.removeIf(outdated);
        all.addAll(latest);
        refused = List.copyOf(all);
    }

    private static boolean isOf(RefusedDocument document, Domain domain, String identifier) {
        return document.domain() == domain && document.identifier().equals(identifier);
    }

    /** These changes are in the log, but for those that Kafka refused. */
    void written(List<PlannedChange> changes, Map<DocumentKey, String> refusedNow) {
        changes.forEach(change -> {
            if (!refusedNow.containsKey(change.key())) {
                refusedByKafka.remove(change.key());
            }
        });
        refusedNow.forEach((key, reason) -> {
            var document =
                    new RefusedDocument(
                            key.domain(), key.identifier(), "Kafka does not take it: " + reason);
            if (!document.equals(refusedByKafka.put(key, document))) {
                tell(document);
            }
        });
    }

    /**
     * A read of those domains led to these changes and no others: what Kafka refused of them and is
     * not among these is in the log as upstream has it, or gone upstream.
     */
    void attempted(Set<Domain> covered, List<PlannedChange> changes) {
        Set<DocumentKey> keys =
                changes.stream().map(PlannedChange::key).collect(Collectors.toSet());
        refusedByKafka
                .keySet()
                .removeIf(key -> covered.contains(key.domain()) && !keys.contains(key));
    }

    private void tell(RefusedDocument document) {
        LOG.warn(
                "Environment {}: {} '{}' is refused; its last good version stays, and where there is none, what requires it is off: {}",
                environment,
                document.domain().word(),
                document.identifier(),
                document.reason());
    }

    /**
     * Makes what was gathered visible, and tells when the upstream state or the problem changed.
     *
     * @param follower of the upstream that claims the environment; null while none does
     * @param mayBeClaimedYet whether one may
     */
    void publish(@Nullable UpstreamFollower follower, boolean mayBeClaimedYet) {
        Upstream now = upstream(follower, mayBeClaimedYet);
        boolean changed = now != upstream;
        if (changed) {
            LOG.info(
                    "Environment {}: upstream is {}, was {}",
                    environment,
                    now.word(),
                    upstream.word());
            upstream = now;
            since = shared.clock().millis();
        }
        if (retired || (follower != null && follower.reader().hasPublished())) {
            heldBefore = Map.of();
        }
        var held = new TreeMap<>(heldBefore);
        Optional<RemovalHold> hold = Optional.empty();
        if (follower != null && !retired) {
            FullReader reader = follower.reader();
            reader.held().forEach((key, why) -> held.put(key.text(), why));
            hold = reader.heldRemovals().current(image, shared.nanoTime().getAsLong());
            hold.ifPresent(one -> one.reasons().forEach((key, why) -> held.put(key.text(), why)));
        }
        tellOf(hold);
        named(follower);
        EnvironmentStatus before = current;
        current = status(held, hold);
        proofs.exceptionsArePublished();
        shared.metrics()
                .stand(environment, image.revision(), current.refused().size(), held.size());
        if (changed
                || before.isPublished() != current.isPublished()
                || before.epoch() != current.epoch()
                || before.problem().isPresent() != current.problem().isPresent()) {
            shared.onStateChange().run();
        }
    }

    /** What is not in the log any more keeps its name, for people who want it back. */
    private void named(@Nullable UpstreamFollower follower) {
        EnvironmentDocument identity = image.identity();
        if (identity != null) {
            names = Optional.of(identity.names());
        } else if (retired && follower != null) {
            names = Optional.of(follower.source().names());
        }
    }

    /** From the first moment: people must look, and know what to do. */
    private void tellOf(Optional<RemovalHold> hold) {
        shared.metrics().heldRemovals(environment, hold.map(RemovalHold::size).orElse(0));
        hold.ifPresentOrElse(
                one -> problems.raise(Area.HELD, one.told(environment)),
                () -> problems.clear(Area.HELD));
        if (image.isComplete() && !hasApiKey()) {
            problems.raise(Area.NO_KEYS, "no SDK key opens this environment");
        } else {
            problems.clear(Area.NO_KEYS);
        }
    }

    private boolean hasApiKey() {
        return image.liveKeys() - image.flagCount() - image.segmentCount() > 1;
    }

    /** What came of an order. */
    void settled(OrderOutcome outcome) {
        var all = new ArrayList<>(orders);
        all.add(outcome);
        int surplus = Math.max(0, all.size() - Heartbeat.MAX_ORDERS);
        orders = List.copyOf(all.subList(surplus, all.size()));
    }

    /** What the source left out is still not in the log, and what its stream said may not be. */
    void sourceVanished() {
        heldBefore = current.held();
        proofs.sourceVanished(Moment.now(shared.clock(), shared.nanoTime()));
        List.of(Area.READ, Area.API_KEYS, Area.STREAM).forEach(problems::clear);
    }

    /** Whether a person, or time, has retired the environment. */
    void retired(boolean isRetiredNow) {
        retired = isRetiredNow;
    }

    private Upstream upstream(@Nullable UpstreamFollower follower, boolean mayBeClaimedYet) {
        if (retired) {
            return Upstream.RETIRED;
        }
        if (follower == null) {
            return mayBeClaimedYet ? Upstream.CONNECTING : Upstream.UNCLAIMED;
        }
        FullReader reader = follower.reader();
        if (reader.lastFailed()) {
            return Upstream.DOWN;
        }
        if (!reader.hasPublished() || problems.has(Area.LOG)) {
            return Upstream.CONNECTING;
        }
        return follower.isStreamOpen() && reader.wasOpenAtLastRead()
                ? Upstream.STREAMING
                : Upstream.POLLING;
    }

    private EnvironmentStatus status(Map<String, String> held, Optional<RemovalHold> hold) {
        var allRefused = new ArrayList<>(refused);
        allRefused.addAll(refusedByKafka.values());
        return new EnvironmentStatus(
                environment,
                upstream,
                since,
                epoch,
                image.revision(),
                image.liveKeys(),
                image.digest().text(),
                image.isComplete(),
                !problems.has(Area.LOG),
                lastReadAt,
                allRefused,
                held,
                hold,
                orders,
                problems.all(),
                problems.gravity(),
                historyHash,
                names);
    }
}
