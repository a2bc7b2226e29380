package io.flaghoist.ingest.reconcile;

import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.StandIn;
import io.flaghoist.schemas.image.EnvironmentImage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What replaces documents that are refused before any version of them is in the log. */
public final class StandIns {
    private StandIns() {}

    /**
     * The stand-ins that are missing for {@code refused}, and those that give another reason than
     * the one in the log.
     */
    public static List<PlannedChange> missing(
            EnvironmentImage image, Collection<RefusedDocument> refused) {
        var changes = new ArrayList<PlannedChange>();
        for (RefusedDocument document : refused) {
            Document standIn = document.standIn();
            if (standIn == null) {
                continue;
            }
            Document before = image.document(standIn.key());
            if (before == null || isOther(before, standIn)) {
                changes.add(new PlannedChange.Save(Optional.ofNullable(before), standIn));
            }
        }
        return changes;
    }

    private static boolean isOther(Document before, Document standIn) {
        return before.refusal().isPresent()
                && !before.upstreamSha256().equals(standIn.upstreamSha256());
    }

    /** The stand-ins that are missing for documents of {@code changes} that Kafka did not take. */
    public static List<PlannedChange> missing(
            EnvironmentImage image,
            List<PlannedChange> changes,
            Map<DocumentKey, String> refusedByKafka) {
        var refused = new ArrayList<RefusedDocument>();
        for (PlannedChange change : changes) {
            String reason = refusedByKafka.get(change.key());
            Document document = change.after().orElse(null);
            if (reason != null && document != null && document.refusal().isEmpty()) {
                String words = "Kafka does not take it: " + reason;
                refused.add(
                        new RefusedDocument(
                                change.key().domain(),
                                change.key().identifier(),
                                words,
                                StandIn.of(document, words).orElse(null)));
            }
        }
        return missing(image, refused);
    }
}
