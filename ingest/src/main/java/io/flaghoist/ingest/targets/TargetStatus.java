package io.flaghoist.ingest.targets;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.service.Problem;
import java.time.Instant;
import java.util.Optional;

/**
 * The state of an environment's targets. Immutable.
 *
 * @param listed how many targets of the admin service are on the topic
 * @param comparedAt when the last complete poll was on the topic; empty before the first
 * @param held removals that are not accepted yet
 * @param brake set while the brake holds them
 * @param problem what is wrong, if anything
 */
public record TargetStatus(
        EnvironmentId environment,
        int listed,
        Optional<Instant> comparedAt,
        int held,
        Optional<String> brake,
        Optional<Problem> problem) {}
