package io.flaghoist.console.doctor;

import io.flaghoist.history.log.LogConnection;
import io.flaghoist.schemas.EnvironmentId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What to examine. What is absent is skipped, and the diagnosis says so.
 *
 * @param environments the environments to look at; empty for all that this principal can see
 */
public record DoctorSettings(
        Optional<LogConnection> log,
        Set<EnvironmentId> environments,
        Optional<UpstreamAccess> upstream,
        List<EdgeAccess> edges,
        DoctorLimits limits) {
    public DoctorSettings {
        environments = Set.copyOf(environments);
        edges = List.copyOf(edges);
    }
}
