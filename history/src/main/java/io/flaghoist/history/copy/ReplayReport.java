package io.flaghoist.history.copy;

import java.util.List;

/**
 * What was written. Its JSON form is public.
 *
 * @param revision of the last record of the history; an edge at the new prefix stands there
 * @param epoch of that record
 * @param historyHash the chain's head there
 * @param records of the history
 * @param documents that live
 * @param removals in the config topic
 * @param complete whether an edge may serve it: whether the environment was published as a whole by
 *     then
 * @param warnings what was written although it is not as it should be
 */
public record ReplayReport(
        String environment,
        String clusterId,
        String configTopic,
        String historyTopic,
        String statusTopic,
        long firstRevision,
        long revision,
        long epoch,
        String historyHash,
        long records,
        int documents,
        int removals,
        boolean complete,
        List<String> warnings) {
    public ReplayReport {
        warnings = List.copyOf(warnings);
    }
}
