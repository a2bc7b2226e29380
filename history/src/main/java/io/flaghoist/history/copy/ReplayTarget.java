package io.flaghoist.history.copy;

import io.flaghoist.history.log.LogConnection;

/**
 * Where a log is written again.
 *
 * @param connection with the prefix to write under
 * @param replicationFactor of the topics that are created; 0 for the brokers' default
 */
public record ReplayTarget(LogConnection connection, int replicationFactor) {}
