package io.flaghoist.service;

import java.time.Instant;

/**
 * What is wrong with a part of a service, for the person who can mend it.
 *
 * @param what happened
 * @param since when it began; the same while it lasts
 * @param meanwhile what the service does until then
 * @param check what to look at
 */
public record Problem(String what, Instant since, String meanwhile, String check) {}
