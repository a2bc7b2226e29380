/** What is summed in a window, and how it is cut into batches; pure. */
@NullMarked
package io.flaghoist.aggregator.window;

import org.jspecify.annotations.NullMarked;
