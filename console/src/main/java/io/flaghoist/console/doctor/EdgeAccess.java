package io.flaghoist.console.doctor;

import io.flaghoist.saas.Secret;
import java.net.URI;
import java.util.Optional;

/**
 * An edge as SDKs reach it, through whatever stands in front of it.
 *
 * @param url what SDKs have as their base URL
 * @param sdkKey a key of an environment that it serves; without one its stream is not examined
 */
public record EdgeAccess(URI url, Optional<Secret> sdkKey) {}
