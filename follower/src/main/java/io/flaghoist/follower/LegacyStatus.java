package io.flaghoist.follower;

import org.jspecify.annotations.Nullable;

/**
 * What an ingest that writes no heartbeats says of an environment: its word is all there is.
 *
 * @param freshAt when it last said that all is well with what is held here; null when it has not
 *     since the start
 */
record LegacyStatus(@Nullable Moment freshAt) {}
