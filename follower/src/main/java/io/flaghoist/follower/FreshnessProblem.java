package io.flaghoist.follower;

import java.time.Instant;

/**
 * What keeps an environment, or all of them, from being fresh.
 *
 * @param words what it is, what happens meanwhile and what to check, for people
 * @param since when it began; the same while it lasts
 */
record FreshnessProblem(Freshness.Cause cause, String words, Instant since) {}
