package io.flaghoist.service;

import java.time.Instant;

/**
 * What is wrong with a part of a service, for the person who can fix it.
 *
 * @param what happened
 * @param since when it began; constant while it lasts
 * @param meanwhile what the service does while it lasts
 * @param check what to look at
 */
public record Problem(String what, Instant since, String meanwhile, String check) {}
