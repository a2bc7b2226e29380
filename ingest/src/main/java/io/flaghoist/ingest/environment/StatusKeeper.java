package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.environment.Problems.Area;
import io.flaghoist.ingest.reconcile.Plan;
import io.flaghoist.ingest.reconcile.PlannedChange;
import io.flaghoist.ingest.reconcile.RefusedDocument;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.Heartbeat.Upstream;
import io.flaghoist.service.Moment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gathers where one environment stands. Written by the worker's thread, read by any. */
final class StatusKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(StatusKeeper.class);

    private final EnvironmentId environment;
    private final EnvironmentWorker.Tools tools;
    private final Problems problems;
    private final ProofKeeper proofs;
    private final Map<DocumentKey, RefusedDocument> refusedByKafka = new HashMap<>();
    private List<RefusedDocument> refused = List.of();
    private EnvironmentImage image;
    private long epoch;
    private String historyHash = "";
    private Upstream upstream = Upstream.CONNECTING;
    private long since;
    private long lastReadAt;
    private volatile EnvironmentStatus current;

    StatusKeeper(EnvironmentId environment, EnvironmentWorker.Tools tools, ProofKeeper proofs) {
        this.environment = environment;
        this.proofs = proofs;
        this.tools = tools;
        this.problems = new Problems(environment, tools.clock());
        this.image = EnvironmentImage.empty(environment);
        this.since = tools.clock().millis();
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

    /** A full read begins. */
    void readBegins() {
        proofs.readBegins(Moment.now(tools.clock(), tools.nanoTime()));
    }

    /** The list of SDK keys whose read began then is in the log. */
    void keysAreInLog(Moment began) {
        proofs.keysAreInLog(began);
    }

    /** The full read that began last is in the log. */
    void read() {
        proofs.readIsInLog();
        lastReadAt = tools.clock().millis();
        tools.metrics().fullReadInLog(environment, lastReadAt);
    }

    void doubt(String why) {
        proofs.doubt();
        LOG.debug("Environment {}: everything is read again: {}", environment, why);
    }

    void refusedByRead(List<RefusedDocument> all) {
        List<RefusedDocument> news =
                all.stream().filter(document -> !refused.contains(document)).toList();
        news.forEach(this::tell);
        refused = List.copyOf(all);
    }

    void refusedByNotice(List<RefusedDocument> some) {
        for (RefusedDocument document : some) {
            if (!refused.contains(document)) {
                tell(document);
                var all = new ArrayList<>(refused);
                all.removeIf(other -> isSame(other, document));
                all.add(document);
                refused = List.copyOf(all);
            }
        }
    }

    /** The document under {@code key} is in the log as upstream has it. */
    void accepted(DocumentKey key) {
        refused =
                refused.stream()
                        .filter(document ->
                                document.domain() != key.domain()
                                        || !document.identifier().equals(key.identifier()))
                        .toList();
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
     * A full read led to changes of these documents and no others: what Kafka refused and is not
     * among them is in the log as upstream has it, or gone upstream.
     */
    void attempted(Set<DocumentKey> keys) {
        refusedByKafka.keySet().retainAll(keys);
    }

    private void tell(RefusedDocument document) {
        LOG.warn(
                "Environment {}: {} '{}' is refused; its last good version stays, and where there is none, what requires it is off: {}",
                environment,
                document.domain().word(),
                document.identifier(),
                document.reason());
    }

    private static boolean isSame(RefusedDocument a, RefusedDocument b) {
        return a.domain() == b.domain() && a.identifier().equals(b.identifier());
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
            since = tools.clock().millis();
        }
        var held = new LinkedHashMap<String, String>();
        Optional<String> brake = Optional.empty();
        if (follower != null) {
            FullReader reader = follower.reader();
            reader.held()
                    .forEach(plan -> plan.held().forEach((key, why) -> held.put(key.text(), why)));
            brake = reader.held().map(Plan::brake).flatMap(Optional::stream).findFirst();
        }
        EnvironmentStatus before = current;
        current = status(held, brake);
        tools.metrics().stand(environment, image.revision(), current.refused().size(), held.size());
        if (changed
                || before.isPublished() != current.isPublished()
                || before.epoch() != current.epoch()
                || before.problem().isPresent() != current.problem().isPresent()) {
            tools.onStateChange().run();
        }
    }

    private Upstream upstream(@Nullable UpstreamFollower follower, boolean mayBeClaimedYet) {
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

    private EnvironmentStatus status(Map<String, String> held, Optional<String> brake) {
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
                Map.copyOf(held),
                brake,
                List.of(),
                problems.all(),
                problems.gravity(),
                historyHash);
    }
}
