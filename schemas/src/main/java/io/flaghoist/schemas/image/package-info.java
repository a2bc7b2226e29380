/**
 * The immutable state of an environment, ready to serve, and the deltas that lead from one to the
 * next.
 */
@NullMarked
package io.flaghoist.schemas.image;

import org.jspecify.annotations.NullMarked;
