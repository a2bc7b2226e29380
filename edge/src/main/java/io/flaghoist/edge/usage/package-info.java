/**
 * What SDKs report of their evaluations, from their posts to the metrics topic or, while Kafka is
 * away, to disk.
 */
@NullMarked
package io.flaghoist.edge.usage;

import org.jspecify.annotations.NullMarked;
