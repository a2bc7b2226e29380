package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.reconcile.RefusedDocument;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.IngestStatus;
import io.flaghoist.service.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where an environment stands. Immutable.
 *
 * @param since when {@code upstream} was entered, epoch milliseconds
 * @param lastReconcileAt when the last full read was in the log, epoch milliseconds; 0 before the
 *     first
 * @param refused documents that cannot be served or that Kafka does not take
 * @param held changes that are not believed yet, by document
 * @param brake set while the brake holds removals
 * @param problem what is wrong, if anything
 * @param historyHash of the last history record; empty before the log was read
 */
public record EnvironmentStatus(
        EnvironmentId environment,
        IngestStatus.Upstream upstream,
        long since,
        long epoch,
        long revision,
        int liveKeys,
        String digest,
        boolean complete,
        long lastReconcileAt,
        List<RefusedDocument> refused,
        Map<String, String> held,
        Optional<String> brake,
        Optional<Problem> problem,
        String historyHash) {

    private static final int MAX_REFUSED_TOLD = 100;

    /** Whether the environment was published as a whole since this ingest started. */
    public boolean isPublished() {
        return complete && lastReconcileAt > 0;
    }

    /** As the status topic has it. */
    public IngestStatus.OfEnvironment record() {
        return new IngestStatus.OfEnvironment(
                environment.value(),
                epoch,
                revision,
                liveKeys,
                digest,
                upstream,
                since,
                lastReconcileAt,
                refused.stream()
                        .limit(MAX_REFUSED_TOLD)
                        .map(document ->
                                new IngestStatus.RefusedDocument(
                                        document.domain().word(),
                                        document.identifier(),
                                        document.reason()))
                        .toList(),
                historyHash);
    }
}
