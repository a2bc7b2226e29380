package io.flaghoist.edge.auth;

import java.time.Instant;

/**
 * Arrival of a request by both clocks: the monotonic one cannot be set, the wall clock can be
 * compared with other machines.
 *
 * @param nanos {@link System#nanoTime()}
 */
record Arrival(Instant at, long nanos) {}
