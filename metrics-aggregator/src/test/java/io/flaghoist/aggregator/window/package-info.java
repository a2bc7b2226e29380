/** Specifies {@code aggregator.window}. */
@NullMarked
package io.flaghoist.aggregator.window;

import org.jspecify.annotations.NullMarked;
