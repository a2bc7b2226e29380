package io.flaghoist.edge.usage;

import io.flaghoist.schemas.metrics.SeenTarget;
import java.util.List;

/**
 * A group on its way to Kafka or to disk.
 *
 * @param targets in it
 * @param receipts of the posts that wait for it
 * @param weight approximate size in memory, in bytes
 */
record ClosedGroup(
        EncodedGroup encoded, List<SeenTarget> targets, List<Receipt> receipts, int weight) {}
