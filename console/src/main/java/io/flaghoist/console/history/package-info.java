/** What changed, row by row, out of the history topic. */
@NullMarked
package io.flaghoist.console.history;

import org.jspecify.annotations.NullMarked;
