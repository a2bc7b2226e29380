package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.reconcile.PlannedChange;
import io.flaghoist.ingest.reconcile.RefusedDocument;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What came of the notices that were due, being gathered. */
final class NoticeOutcome {
    final List<PlannedChange> changes = new ArrayList<>();
    final List<RefusedDocument> refused = new ArrayList<>();

    /** The notices that are settled once the changes are in the log. */
    final Set<PendingNotice> settled = new LinkedHashSet<>();

    /** How many were given up: upstream never had what it told. */
    int givenUp;

    /** Whether upstream answered any fetch. */
    boolean answered;

    /** Set when only a full read can clear things up. */
    @Nullable String doubt;
}
