package io.flaghoist.ingest.registrations;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.service.Problem;
import java.time.Instant;
import java.util.Optional;

/**
 * Where the registrations of an environment stand. Immutable.
 *
 * @param pending read and not accepted by upstream yet
 * @param oldestPendingSince when the oldest of them was written; empty when there is none
 * @param problem what is wrong, if anything
 */
public record RegistrarStatus(
        EnvironmentId environment,
        int pending,
        Optional<Instant> oldestPendingSince,
        Optional<Problem> problem) {}
