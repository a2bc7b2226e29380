package io.flaghoist.console.doctor;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.IngestStatus;
import io.flaghoist.schemas.record.IngestStatus.OfEnvironment;
import io.flaghoist.schemas.record.IngestStatus.RefusedDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Judges ingest by what it says on the status topic. */
final class IngestChecks {
    static final String NAME = "ingest";
    static final String UPSTREAM = "ingest-upstream";

    /** Full reads come every minute; so many missed are no accident. */
    private static final Duration RECONCILE_AT_LEAST_EVERY = Duration.ofMinutes(5);

    private static final int TOLD = 5;

    private final List<ReceivedStatus> heard;
    private final Duration waited;
    private final Instant now;
    private final Findings findings = new Findings();

    /**
     * @param waited how long was listened at most
     */
    IngestChecks(List<ReceivedStatus> heard, Duration waited, Instant now) {
        this.heard = heard;
        this.waited = waited;
        this.now = now;
    }

    List<Check> checks(Collection<EnvironmentId> environments) {
        List<ReceivedStatus> living = heard.stream().filter(ReceivedStatus::isFresh).toList();
        if (living.isEmpty()) {
            nobody();
        }
        living.forEach(this::node);
        living.forEach(of -> of.status().environments().forEach(each -> environment(of, each)));
        if (!living.isEmpty()) {
            shared(living);
            orphans(living, environments);
        }
        return findings.checks();
    }

    private void nobody() {
        String last =
                heard.stream()
                        .max(Comparator.comparing(ReceivedStatus::at))
                        .map(of ->
                                "the last was %s, %s ago by its clock"
                                        .formatted(
                                                of.status().node(),
                                                Words.of(Duration.between(of.at(), now))))
                        .orElse("none ever has");
        findings.wrong(
                NAME,
                "status topic",
                "No ingest spoke within %s, which it does every 5 s; %s. Edges serve what they have, changes in SaaS do not arrive."
                        .formatted(Words.of(waited), last),
                "Start ingest, or look at its log and its /health: it must have WRITE on the status topic, the same TOPIC_PREFIX, and reach this Kafka.");
    }

    private void node(ReceivedStatus of) {
        IngestStatus status = of.status();
        if (status.unsettled() > 0) {
            findings.warning(
                    NAME,
                    status.node(),
                    "Lives, but %s brought no complete environment into the log yet. Until then edges answer unknown SDK keys with 500 instead of 401."
                            .formatted(Words.count(status.unsettled(), "upstream connection")),
                    "GET /health of this ingest names the API key by its alias and says why; remove keys that no longer exist from API_KEYS.");
        } else {
            findings.ok(
                    NAME,
                    status.node(),
                    "Lives, with %s."
                            .formatted(Words.count(status.environments().size(), "environment")));
        }
    }

    private void environment(ReceivedStatus of, OfEnvironment environment) {
        String since =
                "since "
                        + Words.of(
                                Duration.between(
                                        Instant.ofEpochMilli(environment.since()), of.at()));
        switch (environment.upstream()) {
            case STREAMING ->
                    findings.ok(
                            UPSTREAM,
                            environment.environment(),
                            "Streaming %s, revision %d, %s."
                                    .formatted(
                                            since,
                                            environment.revision(),
                                            Words.count(environment.liveKeys(), "document")));
            case POLLING ->
                    findings.warning(
                            UPSTREAM,
                            environment.environment(),
                            "Polling %s: changes arrive up to a minute late.".formatted(since),
                            "By choice (FLAG_STREAM_ENABLED=false) all is well; otherwise the stream is down: see upstream-stream, and what is between ingest and SaaS.");
            case CONNECTING ->
                    findings.warning(
                            UPSTREAM,
                            environment.environment(),
                            "Connecting %s, without a complete read so far.".formatted(since),
                            "Look again in a minute; then at ingest's /health, which has the last error.");
            case DOWN ->
                    findings.wrong(
                            UPSTREAM,
                            environment.environment(),
                            "Down %s: changes in SaaS do not arrive.".formatted(since),
                            "Look at upstream-address and upstream-auth here, and at ingest's /health, which has the last error; ingest may run where the network is another.");
        }
        reconcile(of, environment);
        refused(environment);
    }

    private void reconcile(ReceivedStatus of, OfEnvironment environment) {
        if (environment.lastReconcileAt() == 0) {
            return; // CONNECTING says so
        }
        Duration age =
                Duration.between(Instant.ofEpochMilli(environment.lastReconcileAt()), of.at());
        if (age.compareTo(RECONCILE_AT_LEAST_EVERY) > 0) {
            findings.warning(
                    UPSTREAM,
                    environment.environment(),
                    "The last full read was %s ago: what the stream has lost since is not known."
                            .formatted(Words.of(age)),
                    "RECONCILE_INTERVAL is 60 s by default. If it is not longer by choice, look at ingest's /health: full reads fail, or the brake (doubt.*) holds one back.");
        }
    }

    private void refused(OfEnvironment environment) {
        List<RefusedDocument> refused = environment.refused();
        if (refused.isEmpty()) {
            return;
        }
        String told =
                refused.stream()
                        .limit(TOLD)
                        .map(document ->
                                "%s %s (%s)"
                                        .formatted(
                                                document.domain(),
                                                document.identifier(),
                                                document.reason()))
                        .collect(Collectors.joining("; "));
        findings.warning(
                UPSTREAM,
                environment.environment(),
                "%s cannot be served to every SDK and keep their last good state: %s%s"
                        .formatted(
                                Words.count(refused.size(), "document"),
                                told,
                                refused.size() > TOLD ? "; …" : ""),
                "Mend them in Harness, for instance by saving them anew.");
    }

    /** Two that both live and claim an environment, beyond the moment of a hand-over. */
    private void shared(List<ReceivedStatus> living) {
        var seen = new TreeSet<String>();
        for (ReceivedStatus of : living) {
            for (OfEnvironment environment : of.status().environments()) {
                if (!seen.add(environment.environment())) {
                    findings.warning(
                            UPSTREAM,
                            environment.environment(),
                            "More than one ingest claims it: "
                                    + claimants(living, environment.environment())
                                    + ".",
                            "During a hand-over this lasts seconds. If it stays: all instances must have the same TOPIC_PREFIX and Kafka, and each a NODE_NAME of its own.");
                }
            }
        }
    }

    private static String claimants(List<ReceivedStatus> living, String environment) {
        return living.stream()
                .filter(of ->
                        of.status().environments().stream()
                                .anyMatch(each -> each.environment().equals(environment)))
                .map(of -> of.status().node())
                .collect(Collectors.joining(", "));
    }

    private void orphans(List<ReceivedStatus> living, Collection<EnvironmentId> environments) {
        var tended =
                living.stream()
                        .flatMap(of -> of.status().environments().stream())
                        .map(OfEnvironment::environment)
                        .collect(Collectors.toSet());
        for (EnvironmentId environment : environments) {
            if (!tended.contains(environment.value())) {
                findings.warning(
                        UPSTREAM,
                        environment.value(),
                        "Has topics, but no living ingest looks after it: edges serve its last state, and changes do not arrive.",
                        "Give ingest one of its API keys (API_KEYS). If the environment is gone for good, its SDK keys still work: delete its config topic.");
            }
        }
    }
}
