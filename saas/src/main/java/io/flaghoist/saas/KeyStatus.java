package io.flaghoist.saas;

import java.time.Instant;

/**
 * An API key that has not led to an environment yet.
 *
 * @param alias the beginning of the key's hash
 * @param what is wrong, in words
 * @param since when that began
 */
public record KeyStatus(String alias, String what, Instant since) {}
