package io.flaghoist.saas;

import io.flaghoist.schemas.document.EnvironmentNames;

/**
 * A token of SaaS.
 *
 * @param key the SDK key that it was given for
 * @param bearer the token itself
 * @param names what it names
 */
public record Token(Secret key, Secret bearer, EnvironmentNames names) {}
