/** Targets for routes: stored ones, and those seen on auth. */
@NullMarked
package io.flaghoist.edge.target;

import org.jspecify.annotations.NullMarked;
