/** Follows config topics and turns them into images on one thread, starting from snapshots. */
@NullMarked
package io.flaghoist.follower;

import org.jspecify.annotations.NullMarked;
