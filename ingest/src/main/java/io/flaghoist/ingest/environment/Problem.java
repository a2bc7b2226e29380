package io.flaghoist.ingest.environment;

import java.time.Instant;

/**
 * What is wrong with an environment, for the person who can mend it.
 *
 * @param what happened
 * @param since when it began; the same while it lasts
 * @param meanwhile what ingest does until then
 * @param check what to look at
 */
public record Problem(String what, Instant since, String meanwhile, String check) {}
