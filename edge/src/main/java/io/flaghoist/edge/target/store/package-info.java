/** Targets on this edge's disk, read from the targets topics, and those that it has just seen. */
@NullMarked
package io.flaghoist.edge.target.store;

import org.jspecify.annotations.NullMarked;
