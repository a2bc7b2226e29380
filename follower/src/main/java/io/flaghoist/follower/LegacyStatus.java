package io.flaghoist.follower;

import org.jspecify.annotations.Nullable;

/**
 * The status of an environment from an ingest without heartbeats.
 *
 * @param freshAt when it last confirmed the applied state; null if never since the start
 */
record LegacyStatus(@Nullable Moment freshAt) {}
