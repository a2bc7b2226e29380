package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.environment.FlagLog.KnownLog;
import io.flaghoist.ingest.reconcile.LogOrder;
import io.flaghoist.ingest.reconcile.PlannedChange;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.image.Entry;
import io.flaghoist.schemas.image.EnvironmentImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What has to be written again, so that whoever reads the log finds what it ought to hold. */
final class Repairs {
    private Repairs() {}

    /**
     * Writes over whatever is spoilt.
     *
     * @param scan of the topic
     * @param truth what the topic ought to hold
     */
    static List<PlannedChange> of(ConfigScan scan, EnvironmentImage truth) {
        EnvironmentImage found = scan.image();
        Set<DocumentKey> wrong = new LinkedHashSet<>(scan.spoilt());
        for (Entry<? extends Document> entry : truth.entries()) {
            if (!isSame(entry.document(), found.document(entry.document().key()))) {
                wrong.add(entry.document().key());
            }
        }
        for (Entry<? extends Document> entry : found.entries()) {
            if (truth.document(entry.document().key()) == null) {
                wrong.add(entry.document().key());
            }
        }
        var repairs = new ArrayList<PlannedChange>();
        for (DocumentKey key : wrong) {
            Document right = truth.document(key);
            if (right != null) {
                repairs.add(new PlannedChange.Save(Optional.of(right), right));
            } else {
                Optional.ofNullable(found.document(key))
                        .or(() -> scan.stray(key))
                        .ifPresent(gone -> repairs.add(new PlannedChange.Remove(gone)));
            }
        }
        return LogOrder.sorted(repairs);
    }

    private static boolean isSame(Document right, @Nullable Document found) {
        return found != null && found.sha256().equals(right.sha256());
    }

    /**
     * Where the topic has lost everything: all of it, with the changes that were to come next, so
     * that the first image that readers get is not older than what was decided.
     */
    static List<PlannedChange> afterLossOfAll(KnownLog known, EnvironmentImage truth) {
        Map<DocumentKey, PlannedChange> all = new LinkedHashMap<>();
        for (Entry<? extends Document> entry : truth.entries()) {
            Document document = entry.document();
            all.put(document.key(), new PlannedChange.Save(Optional.of(document), document));
        }
        for (PlannedChange change : known.unwritten()) {
            change.after()
                    .ifPresentOrElse(
                            document ->
                                    all.put(
                                            change.key(),
                                            new PlannedChange.Save(
                                                    Optional.ofNullable(
                                                            truth.document(change.key())),
                                                    document)),
                            () -> {
                                Document gone = truth.document(change.key());
                                if (gone != null) {
                                    all.put(change.key(), new PlannedChange.Remove(gone));
                                }
                            });
        }
        return LogOrder.sorted(List.copyOf(all.values()));
    }
}
