/** Moments of an environment's history, as people write them. */
@NullMarked
package io.flaghoist.history.moment;

import org.jspecify.annotations.NullMarked;
