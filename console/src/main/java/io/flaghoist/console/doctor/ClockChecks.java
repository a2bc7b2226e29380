package io.flaghoist.console.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Judges clocks: of ingest and brokers by what is on the status topic, of services by answers. */
final class ClockChecks {
    static final String NAME = "clock";

    /** Between saying something and its arrival here: a commit, a poll, and a network. */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(1);

    private ClockChecks() {}

    /** Those of ingest and brokers. */
    static List<Check> of(List<ReceivedStatus> heard) {
        var findings = new Findings();
        for (ReceivedStatus of : heard) {
            of.arrival().ifPresent(arrival -> ingest(of, arrival, findings));
        }
        if (findings.isClean(NAME)) {
            findings.skipped(NAME, "ingest", "No ingest spoke, so nothing is known of its clock.");
        }
        Optional<ReceivedStatus> byBroker =
                heard.stream()
                        .filter(of -> of.brokerTime().isPresent() && of.isFresh())
                        .findFirst();
        if (byBroker.isPresent()) {
            Instant arrival = byBroker.get().arrival().orElseThrow();
            Skew.of(
                            byBroker.get().brokerTime().orElseThrow(),
                            Duration.ofMillis(1),
                            arrival.minus(ON_ITS_WAY),
                            arrival)
                    .tell(
                            findings,
                            "brokers",
                            "the brokers",
                            "Retention and what Kafka's tools show count by it; nothing of Flaghoist does.");
        } else {
            findings.skipped(
                    NAME,
                    "brokers",
                    "Cannot be known without writing: records carry their writer's time. Nothing of Flaghoist counts by the brokers' clocks.");
        }
        return findings.checks();
    }

    /** How a service's clock stands to ours. */
    static void ofService(HttpResult.Answered answered, String subject, Findings findings) {
        Optional<Skew> skew = answered.skew();
        if (skew.isPresent()) {
            skew.get()
                    .tell(
                            findings,
                            subject,
                            "this service",
                            "Order does not suffer, but times in history and in the service's logs do not match, and certificates may seem invalid.");
        } else {
            findings.skipped(NAME, subject, "The service does not tell its time (no Date).");
        }
    }

    private static void ingest(ReceivedStatus of, Instant arrival, Findings findings) {
        Skew.of(of.at(), Duration.ofMillis(1), arrival.minus(ON_ITS_WAY), arrival)
                .tell(
                        findings,
                        of.status().node(),
                        "this ingest",
                        "The times in history are by ingest's clock: `--at` and `--since` are off by as much. Order is by revision and does not suffer.");
    }
}
