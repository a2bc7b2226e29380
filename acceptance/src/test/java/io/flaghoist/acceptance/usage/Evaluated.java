package io.flaghoist.acceptance.usage;

/**
 * What evaluations are counted by.
 *
 * @param environment its id
 */
public record Evaluated(String environment, String feature, String variation) {}
