package io.flaghoist.history.verify;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.flaghoist.history.log.RecordOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The result of verifying a log. Its JSON form is public.
 *
 * @param records how many the history has, readable or not
 * @param compared how many keys of the config topic were compared with the history
 * @param documents how many live documents the config topic holds
 * @param first the record that the chain begins with; null when the history is empty
 * @param last the record that it ends with; its hash is the chain's head
 * @param counts how many findings there are of each kind, kept or not
 * @param findings defects by revision; the first thousand
 * @param notices what is worth knowing and no defect
 */
@JsonPropertyOrder({"environment", "intact"})
public record Verdict(
        String environment,
        long records,
        int compared,
        int documents,
        @Nullable End first,
        @Nullable End last,
        Map<Finding.Kind, Long> counts,
        List<Finding> findings,
        List<Notice> notices) {

    /** One end of the chain. */
    public record End(long revision, long epoch, String key, String hash, RecordOffset place) {
        static End of(ChainRecord record) {
            return new End(
                    record.revision(),
                    record.position().epoch(),
                    record.key(),
                    record.hash(),
                    record.place());
        }
    }

    /**
     * Something to know about a log that is no defect.
     *
     * @param words one sentence
     * @param place the record that it is about; null where it is about none
     */
    public record Notice(String words, @Nullable RecordOffset place) {}

    public Verdict {
        counts = Collections.unmodifiableMap(new TreeMap<>(counts));
        findings = List.copyOf(findings);
        notices = List.copyOf(notices);
    }

    /** Whether there are no findings. */
    @JsonProperty("intact")
    public boolean isIntact() {
        return counts.isEmpty();
    }

    /** How many findings there are, kept or not. */
    public long findingCount() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What to expect the next time. Only of an intact log that has records. */
    public Optional<KnownHead> head(String from) {
        return isIntact() && first != null && last != null
                ? Optional.of(new KnownHead(first.revision(), last.revision(), last.hash(), from))
                : Optional.empty();
    }
}
