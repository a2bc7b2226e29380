package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.reconcile.Plan;
import io.flaghoist.ingest.reconcile.RefusedDocument;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.IngestStatus.Upstream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gathers where one environment stands. Written by the worker's thread, read by any. */
final class StatusKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(StatusKeeper.class);

    private final EnvironmentId environment;
    private final EnvironmentWorker.Tools tools;
    private final Problems problems;
    private final Map<DocumentKey, RefusedDocument> refusedByKafka = new HashMap<>();
    private List<RefusedDocument> refused = List.of();
    private EnvironmentImage image;
    private String historyHash = "";
    private Upstream upstream = Upstream.CONNECTING;
    private long since;
    private long lastReadAt;
    private volatile EnvironmentStatus current;

    StatusKeeper(EnvironmentId environment, EnvironmentWorker.Tools tools) {
        this.environment = environment;
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

    void stands(LogTail tail) {
        image = tail.image();
        historyHash = tail.previousHash();
    }

    /** A full read is in the log. */
    void read() {
        lastReadAt = tools.clock().millis();
        tools.metrics().fullReadInLog(environment, lastReadAt);
    }

    void doubt(String why) {
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

    void refusedByKafka(Map<DocumentKey, String> some) {
        // Whatever else was written is no longer refused; the worker writes all that differs.
        refusedByKafka.clear();
        some.forEach((key, reason) -> {
            var document =
                    new RefusedDocument(
                            key.domain(), key.identifier(), "Kafka does not take it: " + reason);
            tell(document);
            refusedByKafka.put(key, document);
        });
    }

    private void tell(RefusedDocument document) {
        LOG.warn(
                "Environment {}: {} '{}' is refused, its last good version stays: {}",
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
     */
    void publish(boolean streamIsOpen, FullReader reader) {
        Upstream now = upstream(streamIsOpen, reader);
        boolean changed = now != upstream;
        if (changed) {
            LOG.info(
                    "Environment {}: upstream is {}, was {}",
                    environment,
                    word(now),
                    word(upstream));
            upstream = now;
            since = tools.clock().millis();
        }
        var held = new LinkedHashMap<String, String>();
        reader.held().forEach(plan -> plan.held().forEach((key, why) -> held.put(key.text(), why)));
        Optional<String> brake =
                reader.held().map(Plan::brake).flatMap(Optional::stream).findFirst();
        EnvironmentStatus before = current;
        current = status(held, brake);
        tools.metrics().stand(environment, image.revision(), current.refused().size(), held.size());
        if (changed
                || before.isPublished() != current.isPublished()
                || before.problem().isPresent() != current.problem().isPresent()) {
            tools.onStateChange().run();
        }
    }

    private static Upstream upstream(boolean streamIsOpen, FullReader reader) {
        if (reader.lastFailed()) {
            return Upstream.DOWN;
        }
        if (!reader.hasPublished()) {
            return Upstream.CONNECTING;
        }
        return streamIsOpen && reader.wasOpenAtLastRead() ? Upstream.STREAMING : Upstream.POLLING;
    }

    private static String word(Upstream state) {
        return switch (state) {
            case CONNECTING -> "connecting";
            case STREAMING -> "streaming";
            case POLLING -> "polled";
            case DOWN -> "down";
        };
    }

    private EnvironmentStatus status(Map<String, String> held, Optional<String> brake) {
        var allRefused = new ArrayList<>(refused);
        allRefused.addAll(refusedByKafka.values());
        return new EnvironmentStatus(
                environment,
                upstream,
                since,
                image.position().epoch(),
                image.revision(),
                image.liveKeys(),
                image.digest().text(),
                image.isComplete(),
                lastReadAt,
                allRefused,
                Map.copyOf(held),
                brake,
                problems.gravest(),
                historyHash);
    }
}
