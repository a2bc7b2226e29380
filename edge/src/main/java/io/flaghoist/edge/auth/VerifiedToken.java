package io.flaghoist.edge.auth;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.HashedApiKey;

/** What the claims of a genuine token say; whether the key still lives is another question. */
record VerifiedToken(EnvironmentId environment, HashedApiKey apiKey) {}
