package io.flaghoist.follower;

import java.time.Instant;

/**
 * Why an environment, or all of them, are not fresh.
 *
 * @param words the message: the problem, what happens meanwhile, and what to check
 * @param since when it began; constant while it lasts
 */
record FreshnessProblem(Freshness.Cause cause, String words, Instant since) {}
