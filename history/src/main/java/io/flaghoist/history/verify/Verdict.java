package io.flaghoist.history.verify;

import io.flaghoist.history.log.RecordOffset;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The result of verifying a log.
 *
 * @param records how many the history has, readable or not
 * @param first the record that the chain begins with; empty when the history is
 * @param last the record that it ends with; its hash is the chain's head
 * @param documents how many live documents the config topic holds
 * @param compared how many keys of the config topic were compared with the history
 * @param findings defects by revision; the first thousand
 * @param counts how many there are of each kind, kept or not
 * @param notices what is worth knowing and no defect
 */
public record Verdict(
        EnvironmentId environment,
        long records,
        Optional<End> first,
        Optional<End> last,
        int documents,
        int compared,
        List<Finding> findings,
        Map<Finding.Kind, Long> counts,
        List<Notice> notices) {

    /** One end of the chain. */
    public record End(Position position, String key, RecordOffset place, String hash) {
        static End of(ChainRecord record) {
            return new End(record.position(), record.key(), record.place(), record.hash());
        }
    }

    /**
     * Something to know about a log that is no defect.
     *
     * @param place the record that it is about, if it is about one
     * @param words one sentence
     */
    public record Notice(Optional<RecordOffset> place, String words) {
        static Notice of(String words) {
            return new Notice(Optional.empty(), words);
        }

        static Notice at(RecordOffset place, String words) {
            return new Notice(Optional.of(place), words);
        }
    }

    public Verdict {
        findings = List.copyOf(findings);
        counts = Map.copyOf(counts);
        notices = List.copyOf(notices);
    }

    /** Whether there are no findings. */
    public boolean isIntact() {
        return counts.isEmpty();
    }

    /** How many findings there are, kept or not. */
    public long findingCount() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What to expect the next time. Only of an intact log that has records. */
    public Optional<KnownHead> head(String from) {
        return isIntact() && first.isPresent()
                ? last.map(end ->
                        new KnownHead(
                                first.get().position().revision(),
                                end.position().revision(),
                                end.hash(),
                                from))
                : Optional.empty();
    }
}
