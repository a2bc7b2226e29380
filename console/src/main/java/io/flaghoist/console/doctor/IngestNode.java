package io.flaghoist.console.doctor;

import static io.flaghoist.console.doctor.State.when;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.IngestStatus;
import io.flaghoist.schemas.record.IngestStatus.OfEnvironment;
import io.flaghoist.schemas.record.IngestStatus.RefusedDocument;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The last status of an ingest.
 *
 * @param timestamp of its record
 * @param brokerTime when the broker took it, by the broker's clock; absent where records carry
 *     their writer's time
 * @param arrival when it arrived here, if it was written while we listened: then the ingest runs
 */
record IngestNode(
        IngestStatus status,
        Instant timestamp,
        Optional<Instant> brokerTime,
        Optional<Instant> arrival) {
    static final String NAME = "ingest";
    static final String UPSTREAM = "ingest-upstream";

    /** Between the status and its arrival here: a commit, a poll, and a network. */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(1);

    /** Full reads come every minute; so many missed are no accident. */
    private static final Duration MAX_SINCE_READ = Duration.ofMinutes(5);

    private static final int MAX_REFUSED_SHOWN = 5;

    /**
     * Reports on ingests and on the environments that they follow.
     *
     * @param waited how long was listened at most
     */
    static void report(
            List<IngestNode> nodes,
            Set<EnvironmentId> environments,
            Duration waited,
            Instant now,
            Report report) {
        List<IngestNode> running = nodes.stream().filter(IngestNode::isRunning).toList();
        if (running.isEmpty()) {
            none(nodes, waited, now, report);
            return;
        }
        running.forEach(node -> node.reportNode(report));
        var owners = new TreeMap<String, Set<String>>();
        environments.forEach(it -> owners.put(it.value(), new TreeSet<>()));
        for (IngestNode node : running) {
            for (OfEnvironment environment : node.status.environments()) {
                node.reportEnvironment(environment, report);
                owners.computeIfAbsent(environment.environment(), _ -> new TreeSet<>())
                        .add(node.status.node());
            }
        }
        owners.forEach((environment, names) -> {
            boolean _ =
                    report.addAll(
                            UPSTREAM,
                            environment,
                            Map.of("nodes", String.join(", ", names)),
                            when(names.size() > 1, "shared"),
                            when(names.isEmpty(), "orphan"));
        });
    }

    private static void none(List<IngestNode> nodes, Duration waited, Instant now, Report report) {
        nodes.stream()
                .max(Comparator.comparing(IngestNode::at))
                .ifPresentOrElse(
                        node ->
                                report.add(
                                        NAME,
                                        "silent",
                                        "status topic",
                                        Map.of(
                                                "waited", waited,
                                                "node", node.status.node(),
                                                "age", Duration.between(node.at(), now))),
                        () -> report.add(NAME, "none", "status topic", Map.of("waited", waited)));
    }

    private void reportNode(Report report) {
        var values =
                Map.of(
                        "unsettled", Format.count(status.unsettled(), "upstream connection"),
                        "environments", Format.count(status.environments().size(), "environment"));
        report.add(NAME, status.unsettled() > 0 ? "unsettled" : "ok", status.node(), values);
    }

    private void reportEnvironment(OfEnvironment it, Report report) {
        Duration sinceRead = Duration.between(Instant.ofEpochMilli(it.lastReconcileAt()), at());
        boolean isRead = it.lastReconcileAt() > 0;
        int refused = it.refused().size();
        var values =
                Map.of(
                        "since", Duration.between(Instant.ofEpochMilli(it.since()), at()),
                        "revision", it.revision(),
                        "documents", Format.count(it.liveKeys(), "document"),
                        "sinceRead", sinceRead,
                        "refusedCount", Format.count(refused, "document"),
                        "refused", refused(it.refused()));
        boolean _ =
                report.addAll(
                        UPSTREAM,
                        it.environment(),
                        values,
                        when(true, it.upstream().name()),
                        when(isRead && sinceRead.compareTo(MAX_SINCE_READ) > 0, "not-read"),
                        when(refused > 0, "refused"));
    }

    private static String refused(List<RefusedDocument> documents) {
        String shown =
                documents.stream()
                        .limit(MAX_REFUSED_SHOWN)
                        .map(it ->
                                "%s %s (%s)".formatted(it.domain(), it.identifier(), it.reason()))
                        .collect(Collectors.joining("; "));
        return documents.size() > MAX_REFUSED_SHOWN ? shown + "; …" : shown;
    }

    /** Reports on the clocks of ingests and brokers. */
    static void reportClocks(List<IngestNode> nodes, Report report) {
        List<IngestNode> running = nodes.stream().filter(IngestNode::isRunning).toList();
        running.forEach(
                node -> node.offset(node.at()).report(node.status.node(), "ingest", report));
        if (running.isEmpty()) {
            report.add("clock", "no-ingest", "ingest");
        }
        running.stream()
                .filter(node -> node.brokerTime.isPresent())
                .findFirst()
                .ifPresentOrElse(
                        node ->
                                node.offset(node.brokerTime.orElseThrow())
                                        .report("brokers", "brokers", report),
                        () -> report.add("clock", "no-broker-time", "brokers"));
    }

    private ClockOffset offset(Instant there) {
        Instant here = arrival.orElseThrow();
        return ClockOffset.of(there, Duration.ofMillis(1), here.minus(ON_ITS_WAY), here);
    }

    /** When the status was written, by ingest's clock. */
    Instant at() {
        try {
            return Instant.parse(status.at());
        } catch (DateTimeParseException e) {
            return timestamp;
        }
    }

    boolean isRunning() {
        return arrival.isPresent();
    }
}
