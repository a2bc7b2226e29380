package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.environment.LogTail;
import io.flaghoist.ingest.reconcile.PlannedChange;
import java.util.List;

/**
 * A log as it was read to its end.
 *
 * @param repairs what must be written again before anything else
 * @param isAsKnown whether no other process has written since this process knew the log
 * @param next the offset on the config topic after all that was read
 */
record OpenLog(LogTail tail, List<PlannedChange> repairs, boolean isAsKnown, long next) {}
