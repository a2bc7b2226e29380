package io.flaghoist.edge.auth;

import java.time.Instant;

/**
 * When a request came, by both clocks: the one cannot be set, the other can be compared with that
 * of another machine.
 *
 * @param nanos {@link System#nanoTime()}
 */
record Arrival(Instant at, long nanos) {}
