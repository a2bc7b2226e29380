package io.flaghoist.edge.auth;

import io.flaghoist.evaluation.EvaluationTarget;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.HashedApiKey;
import org.jspecify.annotations.Nullable;

/**
 * What the claims of a genuine token say; whether the key still lives is another question.
 *
 * @param target whom the token was issued to; null when it does not say
 */
record VerifiedToken(
        EnvironmentId environment, HashedApiKey apiKey, @Nullable EvaluationTarget target) {}
