/** Specifies {@code aggregator.post}. */
@NullMarked
package io.flaghoist.aggregator.post;

import org.jspecify.annotations.NullMarked;
