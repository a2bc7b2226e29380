package io.flaghoist.faults.check;

import io.flaghoist.schemas.document.DocumentKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All that was seen in a run. Thread-safe. */
public final class Findings {
    /** So many different lies are remembered; all are counted. */
    private static final int LIES = 1_000;

    private final Map<Sighting.Subject, List<Sighting>> sightings = new TreeMap<>();
    private final Map<Identity, Lie> lies = new LinkedHashMap<>();
    private final Map<String, Long> refused = new TreeMap<>();
    private long answers;
    private long documents;
    private long lieCount;
    private long untold;
    private long named;
    private long stale;
    private Duration furthestBehind = Duration.ZERO;

    private record Identity(Sighting.Subject subject, DocumentKey key, Content content) {}

    public synchronized void sighted(Sighting sighting) {
        sightings.computeIfAbsent(sighting.subject(), _ -> new ArrayList<>()).add(sighting);
    }

    /**
     * An edge served nothing.
     *
     * @param status that it answered with; empty when it did not answer
     */
    public synchronized void refused(Sighting.Subject subject, Optional<Integer> status) {
        refused.merge(
                subject.edge() + " " + status.map(code -> "answered " + code).orElse("was silent"),
                1L,
                Long::sum);
    }

    /** An answer, and the verdict on each document of it. */
    public synchronized void judged(ServedAnswer answer, Map<DocumentKey, Verdict> verdicts) {
        answers++;
        documents += verdicts.size();
        verdicts.forEach((key, verdict) -> judged(answer, key, verdict));
    }

    private void judged(ServedAnswer answer, DocumentKey key, Verdict verdict) {
        switch (verdict) {
            case Verdict.Honest(var behind) -> {
                if (behind.compareTo(furthestBehind) > 0) {
                    furthestBehind = behind;
                }
            }
            case Verdict.SaidStale() -> stale++;
            case Verdict.Named() -> named++;
            case Verdict.Untold() -> untold++;
            case Verdict.Lie(var age, var behind) -> lied(answer, key, age, behind);
        }
    }

    private void lied(
            ServedAnswer answer, DocumentKey key, Duration age, Optional<Duration> behind) {
        lieCount++;
        Content content = answer.documents().getOrDefault(key, Content.ABSENT);
        var identity = new Identity(answer.subject(), key, content);
        Lie known = lies.get(identity);
        if (known != null) {
            lies.put(identity, known.seenAgain(answer.answered()));
        } else if (lies.size() < LIES) {
            lies.put(
                    identity,
                    new Lie(
                            answer.subject(),
                            key,
                            content,
                            answer.answered(),
                            answer.answered(),
                            age,
                            behind,
                            1));
        }
    }

    /** What was seen of a subject, in the order of the requests. */
    public synchronized List<Sighting> sightings(Sighting.Subject subject) {
        return List.copyOf(sightings.getOrDefault(subject, List.of()));
    }

    /** Each lie once, in the order in which they were seen first. */
    public synchronized List<Lie> lies() {
        return List.copyOf(lies.values());
    }

    /** What there is to count. */
    public synchronized Counts counts() {
        return new Counts(
                answers,
                documents,
                lieCount,
                untold,
                named,
                stale,
                furthestBehind,
                new TreeMap<>(refused));
    }

    /**
     * What was counted.
     *
     * @param answers that served something
     * @param documents in them
     * @param lies documents served as fresh that were not
     * @param untold documents served without an age
     * @param named documents that their answer called exceptions
     * @param stale documents in answers that called themselves stale
     * @param furthestBehind how old an honest document was at most when it was asked for
     * @param refused requests without documents, by edge and status
     */
    public record Counts(
            long answers,
            long documents,
            long lies,
            long untold,
            long named,
            long stale,
            Duration furthestBehind,
            Map<String, Long> refused) {
        public Counts {
            refused = Map.copyOf(refused);
        }
    }
}
