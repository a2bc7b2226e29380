/** What changed, row by row, out of the history topic. */
@NullMarked
package io.flaghoist.history;

import org.jspecify.annotations.NullMarked;
