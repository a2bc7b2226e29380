/** Targets beyond their token: in memory, on this edge's disk, and on their way to topics. */
@NullMarked
package io.flaghoist.edge.target.store;

import org.jspecify.annotations.NullMarked;
