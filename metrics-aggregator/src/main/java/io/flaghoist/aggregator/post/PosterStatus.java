package io.flaghoist.aggregator.post;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.service.Problem;
import java.time.Instant;
import java.util.Optional;

/**
 * Where the batches of an environment stand. Immutable.
 *
 * @param pendingBatches read and not accepted by SaaS yet
 * @param pendingEvaluations in them
 * @param oldestPendingSince when the oldest of them was written; empty when there is none
 * @param firstLossAt when the outbox's retention ends for the oldest, unless SaaS takes it before
 * @param unread records of the outbox, of all environments, that were not read yet
 * @param problem what is wrong, if anything
 */
public record PosterStatus(
        EnvironmentId environment,
        int pendingBatches,
        long pendingEvaluations,
        Optional<Instant> oldestPendingSince,
        Optional<Instant> firstLossAt,
        long unread,
        Optional<Problem> problem) {}
