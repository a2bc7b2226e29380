/** Targets on this edge's disk, from the targets topics, and recently seen ones. */
@NullMarked
package io.flaghoist.edge.target.store;

import org.jspecify.annotations.NullMarked;
