/** The counters of the edge, in the words of ff-proxy where it has them. */
@NullMarked
package io.flaghoist.edge.metrics;

import org.jspecify.annotations.NullMarked;
