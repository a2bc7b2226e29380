package io.flaghoist.edge.auth;

import io.flaghoist.evaluation.EvaluationTarget;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.HashedApiKey;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a verified token; its key may have been removed since.
 *
 * @param target the target that it was issued for; null if none
 */
record VerifiedToken(
        EnvironmentId environment, HashedApiKey apiKey, @Nullable EvaluationTarget target) {}
