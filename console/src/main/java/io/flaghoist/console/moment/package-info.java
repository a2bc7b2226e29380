/** Moments of an environment's history, as people write them. */
@NullMarked
package io.flaghoist.console.moment;

import org.jspecify.annotations.NullMarked;
