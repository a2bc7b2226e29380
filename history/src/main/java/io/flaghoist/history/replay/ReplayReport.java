package io.flaghoist.history.replay;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import java.util.List;

/**
 * What was written.
 *
 * @param last the last record of the history; an edge at the new prefix stands there
 * @param historyHash the chain's head there
 * @param records of the history
 * @param documents that live
 * @param removals in the config topic
 * @param isComplete whether an edge may serve it: whether the environment was published as a whole
 *     by then
 * @param warnings what was written although it is not as it should be
 */
public record ReplayReport(
        EnvironmentId environment,
        String clusterId,
        String configTopic,
        String historyTopic,
        String statusTopic,
        Position first,
        Position last,
        String historyHash,
        long records,
        int documents,
        int removals,
        boolean isComplete,
        List<String> warnings) {
    public ReplayReport {
        warnings = List.copyOf(warnings);
    }
}
