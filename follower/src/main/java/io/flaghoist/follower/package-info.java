/**
 * Follows config topics and turns them into images, on one thread, with snapshots to start from.
 */
@NullMarked
package io.flaghoist.follower;

import org.jspecify.annotations.NullMarked;
