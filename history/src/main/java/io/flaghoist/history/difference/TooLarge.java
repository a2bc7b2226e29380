package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.json.CanonicalJson;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.record.HistoryRecord;
import java.util.Optional;

/** A change of a document that was too large for the history, which knows its hash alone. */
final class TooLarge {
    private TooLarge() {}

    /** Empty for a change of which everything is known. */
    static Optional<Difference> difference(HistoryRecord change) {
        if (isWhole(change.before()) && isWhole(change.after())) {
            return Optional.empty();
        }
        return Optional.of(
                new Difference(
                        Path.ROOT.text(),
                        change.before().map(TooLarge::known).orElse(null),
                        change.after().map(TooLarge::known).orElse(null),
                        change.kind().word()
                                + ": too large to be told field by field; content "
                                + digits(change.before())
                                + " → "
                                + digits(change.after())));
    }

    private static boolean isWhole(Optional<HistoryRecord.Content> side) {
        return side.stream().allMatch(content -> content.document().isPresent());
    }

    private static JsonNode known(HistoryRecord.Content content) {
        return content.document()
                .<JsonNode>map(CanonicalJson::tree)
                .orElseGet(() -> Json.object().put("sha256", content.sha256()));
    }

    private static String digits(Optional<HistoryRecord.Content> side) {
        return side.map(content -> Words.quoted(Summary.firstDigits(content.sha256())))
                .orElse("nothing");
    }
}
